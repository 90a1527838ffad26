// Windows 1 and 8 as the outbox sees them, on a real broker and a real database.
import { webhookDelivered, type Envelope } from '@meeting-intelligence/contracts';
import { toAppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import { afterEach, expect, test, vi } from 'vitest';
import { startRabbitMq, untilReady } from '../rabbitmq.js';
import {
  eventIn,
  gate,
  newEvent,
  smallPipeline,
  submitted,
  unroutable,
  subscribeHandler,
} from '../support.js';
import { effectOn, effectsDatabase, startProxyTo, startRelay } from './handling.js';

const teardown = autoTeardown(afterEach);

test('an event that no queue wants stays, is tried again ever more rarely with an error each time, and goes when there is one', async () => {
  const { dataSource, rows, outbox } = await effectsDatabase(teardown);
  const { bus, another, waiting } = await startRabbitMq(teardown);
  const { logger, errors } = recordingLogger();
  await untilReady(bus);
  startRelay(teardown, dataSource, bus, logger);
  const [stuck, next] = [newEvent(unroutable), newEvent()];

  await dataSource.transaction((transaction) => outbox.add(transaction, [stuck, next]));
  await eventually(() => expect(errors()).toHaveLength(2));
  expect((await waiting(submitted)).map((message) => eventIn(message).id)).toEqual([next.id]);
  expect(errors()).toMatchObject([
    { ...about(stuck), attempt: 1, delay_ms: 1_000, error_code: 'EVENT_UNROUTABLE' },
    { ...about(stuck), attempt: 2, delay_ms: 2_000, error_code: 'EVENT_UNROUTABLE' },
  ]);
  const deployed = { event: webhookDelivered, publishedBy: [], consumedBy: ['ingest' as const] };
  await untilReady(another({}, { pipeline: [...smallPipeline, deployed] }));

  await eventually(async () => expect(await rows()).toEqual([]));
  expect((await waiting('ingest.webhook.delivered.v1')).map((message) => eventIn(message).id)).toEqual([
    stuck.id,
  ]);
});

test('a relay does not wait for the events that another one holds', async () => {
  const { dataSource, rows, outbox } = await effectsDatabase(teardown);
  const { bus, another, waiting } = await startRabbitMq(teardown);
  const [slow, quick] = [bus, another()];
  await Promise.all([untilReady(slow), untilReady(quick)]);
  const { entered, enter, opened, open } = gate();
  const publish = slow.publish.bind(slow);
  vi.spyOn(slow, 'publish').mockImplementation(async (events) => {
    enter();
    await opened;
    await publish(events);
  });
  const [held, free] = [
    [newEvent(), newEvent()],
    [newEvent(), newEvent()],
  ];

  startRelay(teardown, dataSource, slow);
  await dataSource.transaction((transaction) => outbox.add(transaction, held));
  await entered;
  startRelay(teardown, dataSource, quick);
  await dataSource.transaction((transaction) => outbox.add(transaction, free));

  await eventually(async () => expect(await rows()).toHaveLength(2));
  expect((await waiting(submitted)).map((message) => eventIn(message).id)).toEqual(free.map(({ id }) => id));
  open();
  await eventually(async () => expect(await rows()).toEqual([]));
  expect((await waiting(submitted)).map((message) => eventIn(message).id)).toEqual(held.map(({ id }) => id));
});

test('a relay that is killed between confirm and delete publishes twice under one id, and it has one effect', async () => {
  const { dataSource, rows, outbox, takeEffect, effects } = await effectsDatabase(teardown);
  const { bus } = await startRabbitMq(teardown);
  const handled: string[] = [];
  subscribeHandler(bus, async (event, context) => {
    const result = await takeEffect(event, context);
    handled.push(event.id);
    return result;
  });
  await untilReady(bus);
  const publish = bus.publish.bind(bus);
  vi.spyOn(bus, 'publish').mockImplementationOnce(async (events) => {
    await publish(events);
    await dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and state = 'idle in transaction' and query like '%outbox%'`,
    );
  });
  const event = newEvent();

  startRelay(teardown, dataSource, bus);
  await dataSource.transaction((transaction) => outbox.add(transaction, [event]));

  await eventually(() => expect(handled).toEqual([event.id, event.id]));
  await eventually(async () => expect(await rows()).toEqual([]));
  expect(await effects()).toEqual([event.id]);
});

test('a database that goes away in the middle delays what needs it, spends no attempt, and nothing is lost or done twice', async () => {
  const { dataSource, rows, outbox, effects } = await effectsDatabase(teardown);
  const { bus } = await startRabbitMq(teardown);
  const { proxy, throughProxy } = await databaseBehindProxy(dataSource);
  const takeEffect = effectOn(throughProxy);
  const failures: unknown[] = [];
  const attempts: number[] = [];
  subscribeHandler(bus, async (event, context) => {
    attempts.push(context.attempt);
    try {
      return await takeEffect(event, context);
    } catch (error) {
      failures.push(toAppError(error).code);
      throw error;
    }
  });
  await untilReady(bus);
  const before = Array.from({ length: 50 }, () => newEvent());
  const meanwhile = Array.from({ length: 5 }, () => newEvent());

  startRelay(teardown, throughProxy, bus);
  await dataSource.transaction((transaction) => outbox.add(transaction, before));
  await eventually(() => expect(attempts.length).toBeGreaterThan(5), { intervalMs: 1 });
  await proxy.set({ kind: 'refuse' });
  await bus.publish(meanwhile);
  await eventually(() => expect(failures.length).toBeGreaterThan(5));
  await proxy.set({ kind: 'pass' });

  const ids = [...before, ...meanwhile].map(({ id }) => id).sort();
  await eventually(async () => expect((await effects()).sort()).toEqual(ids));
  await eventually(async () => expect(await rows()).toEqual([]), { timeoutMs: 15_000 });
  expect(new Set(failures)).toEqual(new Set(['DATABASE_UNAVAILABLE']));
  expect(new Set(attempts)).toEqual(new Set([1]));
});

async function databaseBehindProxy(direct: DataSource) {
  const { url = '' } = direct.options as { url?: string };
  const proxy = await startProxyTo(teardown, url);
  const throughProxy = await new DataSource({
    type: 'postgres',
    url: proxy.through(url),
    schema: 'test',
  }).initialize();
  teardown.add('data source through the proxy', () => throughProxy.destroy());
  return { proxy, throughProxy };
}

function about({ id, subject, type }: Envelope) {
  return { message_id: id, job_id: subject, event: type };
}

function recordingLogger() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const logger = createLogger({ name: 'ingest', version: '0' }, 'info', { write });
  return { logger, errors: () => lines.filter(({ level }) => level === 'error') };
}
