import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../eventually.js';
import { leakCheck, type LeakCheck } from '../leaks.js';
import { autoTeardown } from '../teardown.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';
import type { Toxic } from './toxics.js';

const teardown = autoTeardown(afterEach);
let leaks: LeakCheck;
beforeAll(() => void (leaks = leakCheck()));
afterAll(() => leaks.assertNone());

test('passes both directions on, and counts', async () => {
  const { proxy, client } = await connected();
  client.write('hello');

  expect(await received(client, 5)).toBe('HELLO');
  expect(proxy.stats).toMatchObject({
    accepted: 1,
    open: 1,
    bytes: { 'to-server': 5, 'to-client': 5 },
  });
});

test('names itself in a URL', async () => {
  const { proxy } = await connected();

  expect(proxy.through('amqp://a:b@db.example:5672/v?heartbeat=1')).toBe(
    `amqp://a:b@127.0.0.1:${proxy.port}/v?heartbeat=1`,
  );
});

test('passes an end on in one direction and goes on in the other', async () => {
  const { client, server } = await connected();
  client.end('last words');
  await eventually(() => expect(server().readableEnded).toBe(true));

  server().end('answer');

  expect(await received(client, 16)).toBe('LAST WORDSanswer');
  await once(client, 'close');
});

test('leaves with the sender what the receiver does not take', async () => {
  const { proxy, client, server } = await connected();
  await eventually(() => server());
  server().pause();
  const block = Buffer.alloc(65_536);
  let written = 0;
  while (written < 64 * 1_048_576 && client.writableLength < 8 * 1_048_576) {
    client.write(block);
    written += block.length;
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(client.writableLength).toBeGreaterThan(4 * 1_048_576);
  server().removeAllListeners('data').resume();
  await eventually(() => expect(proxy.stats.bytes['to-server']).toBe(written));
});

test('delays by its latency and keeps the order', async () => {
  const { proxy, client } = await connected();
  await proxy.set({ kind: 'latency', ms: 40, jitterMs: 30 });
  const start = performance.now();
  for (const letter of 'abcdefgh') {
    client.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(await received(client, 8)).toBe('ABCDEFGH');
  expect(performance.now() - start).toBeGreaterThanOrEqual(80);
  expect(proxy.stats.met.latency).toBeGreaterThanOrEqual(2);
});

test('throttles', async () => {
  const { proxy, client } = await connected();
  await proxy.set({ kind: 'throttle', bytesPerSecond: 10_000 });
  const start = performance.now();
  client.write(Buffer.alloc(2_000, 'x'));

  await received(client, 2_000);
  expect(performance.now() - start).toBeGreaterThanOrEqual(190);
});

test('holds everything in a partition and delivers it afterwards', async () => {
  const { proxy, client, connectAnother } = await connected();
  await proxy.set({ kind: 'partition' });
  const another = await connectAnother();
  client.write('one');
  another.write('two');
  const early = Promise.race([received(client, 1), received(another, 1)]);
  expect(await Promise.race([early, pause(100)])).toBe('nothing');
  expect(proxy.stats.met.partition).toBe(2);
  expect(proxy.stats.bytes['to-server']).toBe(0);

  await proxy.set({ kind: 'pass' });

  expect(await received(client, 3)).toBe('ONE');
  expect(await received(another, 3)).toBe('TWO');
});

test('changes no byte while its toxics change', async () => {
  const { proxy, client, server } = await connected();
  const sent = createHash('sha256');
  const arrived = createHash('sha256');
  server().removeAllListeners('data');
  server().on('data', (bytes: Buffer) => arrived.update(bytes));
  const toxics: Toxic[] = [
    { kind: 'latency', ms: 10, jitterMs: 10 },
    { kind: 'partition' },
    { kind: 'pass' },
    { kind: 'throttle', bytesPerSecond: 20 * 1_048_576 },
    { kind: 'cut-after', bytes: 1e9, direction: 'to-server' },
    { kind: 'latency', ms: 2 },
    { kind: 'partition' },
    { kind: 'pass' },
  ];
  for (const toxic of toxics) {
    await proxy.set(toxic);
    for (let piece = 0; piece < 8; piece += 1) {
      const bytes = randomBytes(65_537);
      sent.update(bytes);
      client.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  client.end();

  await eventually(() => expect(server().readableEnded).toBe(true));
  expect(arrived.digest('hex')).toBe(sent.digest('hex'));
});

test('does not tell in a partition that one side has gone', async () => {
  const { proxy, client, server } = await connected();
  await proxy.set({ kind: 'partition' });
  client.destroy();
  expect(await Promise.race([once(server(), 'end'), pause(100)])).toBe('nothing');

  await proxy.set({ kind: 'pass' });

  await eventually(() => expect(server().readableEnded).toBe(true));
});

test('resets every connection and each new one', async () => {
  const { proxy, client, server } = await connected();
  await proxy.set({ kind: 'reset' });

  expect(await failureOf(client)).toBe('ECONNRESET');
  await eventually(() => expect(server().errored).toMatchObject({ code: 'ECONNRESET' }));
  expect(await failureOf(connect(proxy.port, proxy.host))).toBe('ECONNRESET');
  expect(proxy.stats).toMatchObject({ open: 0, met: { reset: 2 } });
});

test('resets once, and new connections pass', async () => {
  const { proxy, client, connectAnother } = await connected();
  proxy.resetConnections();
  expect(await failureOf(client)).toBe('ECONNRESET');

  const another = await connectAnother();
  another.write('again');
  expect(await received(another, 5)).toBe('AGAIN');
});

test('refuses connections and takes them again on the same port', async () => {
  const { proxy, client } = await connected();
  await proxy.set({ kind: 'refuse' });
  expect(await failureOf(client)).toBe('ECONNRESET');
  expect(await failureOf(connect(proxy.port, proxy.host))).toBe('ECONNREFUSED');

  await proxy.set({ kind: 'pass' });

  const another = connect(proxy.port, proxy.host);
  teardown.add('client', () => another.destroy());
  another.write('again');
  expect(await received(another, 5)).toBe('AGAIN');
  expect(proxy.stats.met.refuse).toBe(1);
});

test.each([
  ['to-server', 4, 0],
  ['to-client', 10, 4],
] as const)('cuts after so many bytes %s', async (direction, toServer, toClient) => {
  const { proxy, client } = await connected();
  await proxy.set({ kind: 'cut-after', bytes: 4, direction });
  client.write('0123456789');

  expect(await failureOf(client)).toBe('ECONNRESET');
  expect(proxy.stats.bytes).toMatchObject({ 'to-server': toServer });
  if (direction === 'to-client') expect(proxy.stats.bytes['to-client']).toBe(toClient);
  expect(proxy.stats.met['cut-after']).toBe(1);
});

test('drops what a named client sends, and nothing else', async () => {
  const { proxy, client, connectAnother } = await connected();
  client.write('a publisher');
  await received(client, 11);
  await proxy.set({ kind: 'drop', direction: 'to-server', client: 'publisher' });
  const another = await connectAnother();
  another.write('a consumer');
  expect(await received(another, 10)).toBe('A CONSUMER');

  client.write('lost');
  await eventually(() => expect(proxy.stats.met.drop).toBe(1));
  await proxy.set({ kind: 'pass' });
  client.write('kept');

  expect(await received(client, 4)).toBe('KEPT');
});

test('drops what a client is sent that names itself later', async () => {
  const { proxy, client, connectAnother } = await connected();
  await proxy.set({ kind: 'drop', direction: 'to-client', client: 'consumer' });
  const another = await connectAnother();
  another.write('I am ');
  expect(await received(another, 5)).toBe('I AM ');

  another.write('a consumer');
  await eventually(() => expect(proxy.stats.met.drop).toBe(1));
  client.write('hello');

  expect(await received(client, 5)).toBe('HELLO');
  expect(proxy.stats).toMatchObject({ open: 2, bytes: { 'to-server': 20, 'to-client': 10 } });
});

test('resets the client when the target is not there', async () => {
  const proxy = teardown.use(await startTcpProxy({ host: '127.0.0.1', port: 1 }));

  expect(await failureOf(connect(proxy.port, proxy.host))).toBe('ECONNRESET');
});

/** A server that answers in capitals, a proxy before it, and a client. */
async function connected() {
  const sockets: Socket[] = [];
  const target = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => socket.write(bytes.toString().toUpperCase()));
  });
  await listening(target);
  teardown.add('target', () => {
    for (const socket of sockets) socket.destroy();
    target.close();
  });
  const { port } = target.address() as AddressInfo;
  const proxy: TcpProxy = teardown.use(await startTcpProxy({ host: '127.0.0.1', port }));
  const connectAnother = async () => {
    const client = connect({ port: proxy.port, host: proxy.host, allowHalfOpen: true });
    client.on('error', () => undefined);
    teardown.add('client', () => client.destroy());
    await once(client, 'connect');
    return client;
  };
  const client = await connectAnother();
  await eventually(() => expect(sockets).toHaveLength(1));
  return { proxy, client, connectAnother, server: () => sockets[0]! };
}

async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function received(socket: Socket, bytes: number): Promise<string> {
  let text = '';
  for await (const [chunk] of readings(socket)) {
    text += chunk.toString();
    if (text.length >= bytes) return text;
  }
  return text;
}

async function* readings(socket: Socket): AsyncGenerator<[Buffer]> {
  while (!socket.readableEnded) yield (await once(socket, 'data')) as [Buffer];
}

async function failureOf(socket: Socket): Promise<string | undefined> {
  if (!socket.errored) await new Promise<void>((resolve) => socket.once('error', () => resolve()));
  return (socket.errored as NodeJS.ErrnoException).code;
}

/** That something did not happen can only be seen by waiting. */
async function pause(ms: number): Promise<'nothing'> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'nothing';
}
