import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OpenConnections } from './open-connections.js';

let server: Server;
let connections: OpenConnections;
let finish: (() => void) | undefined;
const clients: Socket[] = [];

beforeEach(async () => {
  finish = undefined;
  server = createServer((request, response) => {
    if (request.url === '/') return void response.end('at once');
    finish = () => response.end('in the end');
  });
  connections = OpenConnections.of(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  server.close();
});

async function client(bytes: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(socket);
  await once(socket, 'connect');
  if (bytes) socket.write(bytes);
  return socket;
}
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const isClosed = (socket: Socket) =>
  eventually(() => expect(socket.closed || socket.readableEnded).toBe(true));

test.each([
  ['nothing was ever sent', ''],
  ['a request has begun', 'G'],
  ['a request was answered', get('/')],
  ['a request was answered and another has begun', `${get('/')}G`],
])('a connection on which %s is idle', async (_, bytes) => {
  const socket = await client(bytes);
  socket.resume();
  if (bytes.includes('\n')) await once(socket, 'data');

  await eventually(() => {
    connections.closeIdle();
    expect(socket.readableEnded).toBe(true);
  });
});

test('an answer that is under way is finished first', async () => {
  const socket = await client(get('/slow'));
  const answer = text(socket);
  await eventually(() => expect(finish).toBeDefined());

  connections.closeIdle();
  finish?.();
  await eventually(() => {
    connections.closeIdle();
    expect(socket.readableEnded).toBe(true);
  });
  expect(await answer).toMatch(/in the end$/);
});

test.each<[string, string, boolean]>([
  ['a request is here as a whole', get('/slow'), true],
  ['its body is still to come', 'POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n', false],
])('where %s, whether its answer is under way', async (_, bytes, isUnderWay) => {
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  await client(bytes);
  const [socket] = await accepted;
  await eventually(() => expect(finish).toBeDefined());

  expect(connections.isAnswering(socket)).toBe(isUnderWay);
});

test('a server closes although a client says nothing', async () => {
  const silent = await client('');
  silent.resume();
  await eventually(async () => expect(await connectionsOf(server)).toBe(1));

  const closed = new Promise((resolve) => server.close(resolve));
  connections.closeIdle();

  await closed;
  await isClosed(silent);
});

const connectionsOf = (of: Server) =>
  new Promise<number>((resolve, reject) =>
    of.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
