import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '@meeting-intelligence/config';
import { createRabbitMqEventBus } from '@meeting-intelligence/messaging';
import { createService } from '@meeting-intelligence/service';
import { createObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import {
  autoTeardown,
  eventually,
  startTcpProxy,
  testBroker,
  testDatabase,
  type TcpProxy,
} from '@meeting-intelligence/testing';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { persistenceService } from '../services/persistence/src/persistence.module.js';

const teardown = autoTeardown(afterEach);
const patience = { timeoutMs: 20_000, intervalMs: 100 };

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** Persistence, on a real broker and database, each behind a proxy. */
async function start() {
  const [broker, database] = [await testBroker(), await testDatabase()];
  teardown.add('broker', () => broker.close());
  teardown.add('database', () => database.close());
  const folder = await mkdtemp(join(tmpdir(), 'mi-health-'));
  teardown.add('folder', () => rm(folder, { recursive: true, force: true }));
  const toBroker = await proxyTo(broker.amqpUrl);
  const toDatabase = await proxyTo(database.url);
  const config = loadConfig(persistenceService.fields, {
    AMQP_URL: toBroker.through(broker.amqpUrl),
    DATABASE_URL: toDatabase.through(database.url),
    QUEUE_PREFIX: broker.prefix,
    STORAGE_URL: pathToFileURL(folder).href,
    HEALTH_PORT: '0',
    PORT: '0',
    INTERNAL_TOKEN: 'an-internal-token-of-this-test-0123456789',
    GRACE_PERIOD_MS: '1000',
  });
  const logger = createLogger({ name: 'persistence', version: '0', env: 'test', pod: 'test' }, 'silent');
  const identity = { name: 'persistence', version: '0' };
  const store = createObjectStore(config);
  const bus = createRabbitMqEventBus(config, { logger, service: identity, claimStore: store });
  const service = await createService(persistenceService, config, { bus, store, logger });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= service.stop());
  teardown.add('service', stop);
  const ask = async (path: string): Promise<Answer> => {
    const startedAt = performance.now();
    const response = await fetch(`${service.healthUrl}/${path}`);
    return { status: response.status, text: await response.text(), ms: performance.now() - startedAt };
  };
  return { toBroker, toDatabase, databaseUrl: database.url, ask, stop };
}

async function proxyTo(url: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(url);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  teardown.add('proxy', () => proxy.close());
  return proxy;
}

test('a broker that goes away makes it unready with the reason, alive as ever, and ready again when it is back', async () => {
  const { toBroker, ask } = await start();
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);
  expect(await ask('startup')).toMatchObject({ status: 200 });

  await toBroker.set({ kind: 'refuse' });
  toBroker.resetConnections();
  const away = await eventually(async () => {
    const answer = await ask('ready');
    expect(answer.status).toBe(503);
    return answer;
  }, patience);

  expect(JSON.parse(away.text)).toMatchObject({
    error: { broker: { reason: expect.stringMatching(/broker|consumers|queues/) } },
  });
  expect((await ask('live')).status).toBe(200);
  expect((await ask('startup')).status).toBe(200);

  await toBroker.set({ kind: 'pass' });
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);
}, 90_000);

test('a database that does not answer makes it unready within a second or so, metrics too, and ready again when it does', async () => {
  const { toDatabase, ask } = await start();
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);
  expect((await ask('metrics')).text).toMatch(/^outbox_pending 0$/m);

  await toDatabase.set({ kind: 'partition' });
  const away = await eventually(async () => {
    const answer = await ask('ready');
    expect(answer.status).toBe(503);
    return answer;
  }, patience);
  const metrics = await eventually(async () => {
    const answer = await ask('metrics');
    expect(answer.text).toMatch(/^service_ready 0$/m);
    return answer;
  }, patience);

  expect(JSON.parse(away.text)).toMatchObject({
    error: { database: { reason: 'no answer within 1000 ms' } },
  });
  expect(away.ms).toBeLessThan(2_000);
  expect(metrics.ms).toBeLessThan(2_500);
  expect(metrics.text).not.toMatch(/^outbox_pending/m);
  expect((await ask('live')).status).toBe(200);

  await toDatabase.set({ kind: 'pass' });
  toDatabase.resetConnections();
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);
  await eventually(async () => expect((await ask('metrics')).text).toMatch(/^outbox_pending 0$/m), patience);
}, 90_000);

test('a database that a failover made read-only makes it unready with the reason', async () => {
  const { toDatabase, databaseUrl, ask } = await start();
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);

  const client = new Client(databaseUrl);
  await client.connect();
  const name = client.escapeIdentifier(new URL(databaseUrl).pathname.slice(1));
  await client.query(`alter database ${name} set default_transaction_read_only = on`);
  await client.end();
  toDatabase.resetConnections();

  const answer = await eventually(async () => {
    const refused = await ask('ready');
    expect(JSON.parse(refused.text)).toMatchObject({
      error: { database: { reason: 'the database is read-only' } },
    });
    return refused;
  }, patience);
  expect(answer.status).toBe(503);
  expect((await ask('live')).status).toBe(200);
}, 60_000);

test('says that it is shutting down from the moment it is told to stop', async () => {
  const { toBroker, ask, stop } = await start();
  await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }), patience);
  // It takes its time to stop.
  await toBroker.set({ kind: 'partition' });

  const stopped = stop();
  const answer = await ask('ready');
  await toBroker.set({ kind: 'pass' });
  toBroker.resetConnections();
  await stopped;

  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.text)).toMatchObject({ status: 'shutting_down' });
}, 60_000);
