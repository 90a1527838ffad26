import { afterEach, expect, test, vi } from 'vitest';
import { isLoopback } from './is-loopback.js';
import { startHealthServer, type HealthServer, type HealthCheck } from './index.js';

let server: HealthServer;
afterEach(() => server.close());

async function get(path: string, ...checks: HealthCheck[]) {
  server = await startHealthServer({ port: 0, host: '127.0.0.1', ready: checks });
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
    ready: [],
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
  server = await startHealthServer({ port: 0, host: '127.0.0.1', ready: [] });

  const response = await fetch(`${server.url}/terminate`, { method: 'POST' });

  expect(response.status).toBe(404);
});

async function serve(options: Partial<Parameters<typeof startHealthServer>[0]>) {
  server = await startHealthServer({ port: 0, host: '127.0.0.1', ready: [], ...options });
  return async (path: string) => {
    const response = await fetch(`${server.url}/${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

test('has started once all checks of the start held, and does not ask them again', async () => {
  let isDeclared = false;
  let asked = 0;
  const check = () => {
    asked += 1;
    if (!isDeclared) throw new Error('the queues are not declared yet');
  };
  const ask = await serve({ startup: [{ name: 'topology', check }] });

  expect(await ask('startup')).toMatchObject({
    status: 503,
    body: { error: { topology: { reason: 'the queues are not declared yet' } } },
  });
  isDeclared = true;
  expect((await ask('startup')).status).toBe(200);
  isDeclared = false;
  expect((await ask('startup')).status).toBe(200);
  expect(asked).toBe(2);
});

test('is not alive, with the reason, when what only a restart mends is broken', async () => {
  const stuck = () => {
    throw new Error('1 handlers are past their deadline');
  };
  const ask = await serve({ live: [{ name: 'handlers', check: stuck }] });

  expect(await ask('live')).toMatchObject({
    status: 503,
    body: { error: { handlers: { reason: '1 handlers are past their deadline' } } },
  });
});

test('asks a database once in two seconds, however many probes come, and for what is known at once each time', async () => {
  let [queries, looks] = [0, 0];
  const ask = await serve({
    ready: [
      { name: 'database', check: async () => void (queries += 1) },
      { name: 'broker', check: () => void (looks += 1) },
    ],
  });

  await Promise.all([ask('ready'), ask('ready'), ask('ready')]);

  expect([queries, looks]).toEqual([1, 3]);
});

test('asks a database that does not answer no second question: later probes wait for the first, each as long as any', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const answers: ((error?: Error) => void)[] = [];
  const check = () =>
    new Promise<void>((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve())));
  const ask = await serve({ ready: [{ name: 'database', check }] });

  expect((await ask('ready')).status).toBe(503);
  vi.advanceTimersByTime(10_000);
  const later = ask('ready');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answers).toHaveLength(1);
  answers[0]!();
  expect((await later).status).toBe(200);

  const next = ask('ready'); // it was asked long ago
  await expect.poll(() => answers).toHaveLength(2);
  answers[1]!(new Error('the database is read-only'));
  expect(await next).toMatchObject({
    status: 503,
    body: { error: { database: { reason: 'the database is read-only' } } },
  });
  vi.useRealTimers();
});

test('says that it is shutting down at once, whatever was said before, and stays alive', async () => {
  let isStopping = false;
  const ask = await serve({
    ready: [{ name: 'database', check: async () => undefined }],
    isShuttingDown: () => isStopping,
  });
  expect((await ask('ready')).status).toBe(200);

  isStopping = true;

  expect(await ask('ready')).toMatchObject({ status: 503, body: { status: 'shutting_down' } });
  expect((await ask('live')).status).toBe(200);
  expect(await server.isReady()).toBe(false);
});

test('tells metrics in the format that is asked for, and has no such path where none are recorded', async () => {
  server = await startHealthServer({
    port: 0,
    host: '127.0.0.1',
    ready: [],
    scrape: async (accept = '') => ({
      contentType: 'text/plain; version=0.0.4',
      body: `# asked for ${accept}\n`,
    }),
  });
  const response = await fetch(`${server.url}/metrics`, { headers: { accept: 'text/plain' } });
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await response.text()).toBe('# asked for text/plain\n');
  await server.close();

  const ask = await serve({});
  expect((await ask('metrics')).status).toBe(404);
});
