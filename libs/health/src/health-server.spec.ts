import { afterEach, expect, test } from 'vitest';
import { isLoopback } from './is-loopback.js';
import { startHealthServer, type HealthServer, type ReadinessCheck } from './index.js';

let server: HealthServer;
afterEach(() => server.close());

async function get(path: string, ...checks: ReadinessCheck[]) {
  server = await startHealthServer({ port: 0, host: '127.0.0.1', checks });
  const response = await fetch(`${server.url}/${path}`);
  return { status: response.status, body: await response.json() };
}

test('is ready when every check passes', async () => {
  const { status, body } = await get('ready', { name: 'broker', check: () => {} });

  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'ok', details: { broker: { status: 'up' } } });
});

test('is not ready, with the reason, when one check fails', async () => {
  const down = () => {
    throw new Error('2 of 6 consumers are missing');
  };
  const { status, body } = await get(
    'ready',
    { name: 'database', check: () => {} },
    { name: 'broker', check: down },
  );

  expect(status).toBe(503);
  expect(body).toMatchObject({
    error: { broker: { status: 'down', reason: '2 of 6 consumers are missing' } },
  });
});

test('answers within its timeout when a check hangs', async () => {
  const { status, body } = await get('ready', { name: 'database', check: () => new Promise<void>(() => {}) });

  expect(status).toBe(503);
  expect(body).toMatchObject({ error: { database: { reason: 'no answer within 1000 ms' } } });
});

test('stays alive when it is not ready', async () => {
  const down = () => Promise.reject(new Error('away'));
  const { status } = await get('live', { name: 'broker', check: down });

  expect(status).toBe(200);
});

test('passes a termination notice from this machine on', async () => {
  let notices = 0;
  server = await startHealthServer({
    port: 0,
    host: '127.0.0.1',
    checks: [],
    onTerminate: () => (notices += 1),
  });

  const response = await fetch(`${server.url}/terminate`, { method: 'POST' });

  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ status: 'stopping' });
  await expect.poll(() => notices).toBe(1);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.7', false],
  ['::ffff:10.0.0.7', false],
  ['fe80::1', false],
  ['1.127.0.0.1', false],
  ['', false],
])('of %s it says that it is this machine: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

test('has no /terminate where nobody listens for it', async () => {
  server = await startHealthServer({ port: 0, host: '127.0.0.1', checks: [] });

  const response = await fetch(`${server.url}/terminate`, { method: 'POST' });

  expect(response.status).toBe(404);
});
