import { loadConfig } from '@meeting-intelligence/config';
import type { LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { egressFields, egressPolicy } from './config.js';
import { guardedAgents, guardedLookup, guardSocket, refusalIn, type ResolveName } from './guarded-agents.js';

const policyOf = (environment = {}) => egressPolicy(loadConfig(egressFields, environment));
const closed = policyOf();
const blocked = expect.objectContaining({ code: 'URL_BLOCKED' });

/** Answers one list after the other, then the last again: addresses of a name that changes its mind. */
function resolving(...answers: string[][]): ResolveName {
  let asked = 0;
  return () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    return Promise.resolve(
      answer.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

/** What must never be reached: an inner service. */
let trap: Server;
let port: number;
let connections: number;
let bytes: number;

beforeEach(async () => {
  connections = 0;
  bytes = 0;
  trap = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
  });
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  port = (trap.address() as AddressInfo).port;
});
afterEach(async () => {
  trap.close();
  await once(trap, 'close');
});

/** The status of the answer, or what ended the request. */
function get(url: string, policy = closed, resolve = resolving(['127.0.0.1'])): Promise<unknown> {
  const { httpAgent, httpsAgent } = guardedAgents(policy, resolve);
  const isSecure = url.startsWith('https:');
  return new Promise((done) => {
    const request = isSecure
      ? httpsRequest(url, { agent: httpsAgent })
      : httpRequest(url, { agent: httpAgent });
    request.on('response', (response) => done(response.resume().statusCode));
    request.on('error', done);
    request.end();
  });
}

test.each(['http', 'https'])(
  'a name that leads into an inner network is not connected to, by %s',
  async (scheme) => {
    expect(await get(`${scheme}://cms.example:${port}/`)).toEqual(blocked);
    expect(connections).toBe(0);
  },
);

test.each(['127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::ffff:7f00:1]'])(
  'the address %s is not connected to, though nobody looks it up',
  async (host) => {
    expect(await get(`http://${host}:${port}/`)).toEqual(blocked);
    expect(await get(`https://${host}:${port}/`)).toEqual(blocked);
    expect(connections).toBe(0);
  },
);

test('a name that turns to an inner address after it was checked is not connected to', async () => {
  const resolve = resolving(['1.1.1.1'], ['127.0.0.1']);
  expect(await addressesOf(closed, resolve)).toEqual([{ address: '1.1.1.1', family: 4 }]);

  expect(await get(`http://cms.example:${port}/`, closed, resolve)).toEqual(blocked);
  expect(connections).toBe(0);
});

test('of an answer with public and inner addresses only the public ones are used', async () => {
  const resolve = resolving([
    '1.1.1.1',
    '127.0.0.1',
    '::ffff:10.0.0.1',
    '2606:4700:4700::1111',
    'fe80::1%eth0',
  ]);

  expect(await addressesOf(closed, resolve)).toEqual([
    { address: '1.1.1.1', family: 4 },
    { address: '2606:4700:4700::1111', family: 6 },
  ]);
});

test('the refusal names the rule, and no address that the name led to', async () => {
  expect(await get(`http://cms.example:${port}/`, closed, resolving(['10.11.12.13']))).toMatchObject({
    message: 'expected a URL on the public internet, its host leads to a private address',
  });
});

test('a connection that leads elsewhere than what was looked up ends before a byte is sent', async () => {
  const socket = connect(port, '127.0.0.1');
  guardSocket(socket, 'cms.example', closed);
  socket.write('GET / HTTP/1.1\r\n\r\n');

  const [error] = await once(socket, 'error');
  while (connections === 0) await setImmediate();

  expect(error).toEqual(blocked);
  expect(bytes).toBe(0);
});

test.each([
  ['network', { EGRESS_ALLOW_CIDRS: '127.0.0.0/8' }],
  ['host', { EGRESS_ALLOW_HOSTS: 'cms.example' }],
])('the same URL is reached once its %s is allowed', async (_, environment) => {
  expect(await get(`http://cms.example:${port}/`, policyOf(environment))).toBe(200);
  expect(connections).toBe(1);
});

test('an allowed host does not lead to a metadata address', async () => {
  const policy = policyOf({ EGRESS_ALLOW_HOSTS: 'cms.example' });

  await expect(addressesOf(policy, resolving(['169.254.169.254']))).rejects.toEqual(blocked);
});

test('a name that cannot be resolved is no refusal', async () => {
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });

  const error = await get('http://cms.example/', closed, () => Promise.reject(unknown));

  expect(error).toBe(unknown);
  expect(refusalIn(error)).toBeUndefined();
});

test('a refusal is found inside the error of an HTTP client', async () => {
  const refusal = await get(`http://cms.example:${port}/`);

  expect(refusalIn(new Error('request failed', { cause: refusal }))).toBe(refusal);
});

function addressesOf(policy: typeof closed, resolve: ResolveName): Promise<unknown> {
  return new Promise((done, fail) =>
    guardedLookup(policy, resolve)('cms.example', { all: true }, (error, addresses) =>
      error ? fail(error) : done(addresses),
    ),
  );
}
