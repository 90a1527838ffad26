// What metrics and lines tell of messages on the real broker; that of handlers is in src/run-handler.spec.ts.
import { createLogger } from '@meeting-intelligence/telemetry';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { autoTeardown, eventually, freePort } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRabbitMqEventBus } from '../src/index.js';
import { configFor, startRabbitMq, untilReady } from './rabbitmq.js';
import { ack, failure, gate, newEvent, recorder, silent, submitted, submittedToo } from './support.js';
import { startProxyTo } from './windows/handling.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];
const proxied = { RETRY_DELAYS_MS: [60_000], DEFER_DELAYS_MS: [30_000] };

let lines: Record<string, unknown>[];
const logger = createLogger({ name: 'transcription', version: '0' }, 'info', {
  write: (line) => void lines.push(JSON.parse(line)),
});

beforeEach(() => {
  lines = [];
  registry.resetMetrics();
});

test('the slots of a process are told for each queue', async () => {
  const { bus } = await startRabbitMq(teardown);
  const { entered, enter, opened, open } = gate();
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async () => {
      enter();
      await opened;
      return ack;
    },
  });
  bus.subscribe({ service: 'notification', types, deliver: recorder().deliver });
  await untilReady(bus);

  await bus.publish([newEvent()]);
  await entered;

  await eventually(() =>
    expect(bus.slots()).toEqual([
      { queue: submitted, all: 2, busy: 1 },
      { queue: submittedToo, all: 2, busy: 0 },
    ]),
  );
  open();
});

test('messages in the delay queues are counted apart from those that wait', async () => {
  const { bus } = await startRabbitMq(teardown, proxied);
  const { deliver } = recorder(
    { kind: 'retry', delayMs: 60_000, failure },
    { kind: 'defer', delayMs: 30_000, checkpoint: 1 },
  );
  bus.subscribe({ service: 'transcription', types, deliver });
  await untilReady(bus);

  await bus.publish([newEvent(), newEvent()]);

  await eventually(async () =>
    expect(await bus.counts()).toContainEqual({
      queue: submitted,
      ready: 0,
      delayed: 2,
      consumers: 2,
      dead: 0,
    }),
  );
});

test('a queue that is gone does not hide the others', async () => {
  const { bus, channel, config } = await startRabbitMq(teardown);
  await untilReady(bus);
  await bus.publish([newEvent()]);

  await channel.deleteQueue(`${config.QUEUE_PREFIX}${submitted}.dead`);
  await channel.deleteQueue(`${config.QUEUE_PREFIX}${submittedToo}.retry.200ms`);
  await channel.deleteQueue(`${config.QUEUE_PREFIX}ingest.job.failed.v1`);

  expect(await bus.counts()).toEqual([
    { queue: submitted, ready: 1, delayed: 0, consumers: 0, dead: undefined },
    { queue: submittedToo, ready: 1, delayed: undefined, consumers: 0, dead: 0 },
    { queue: 'ingest.meeting.transcribed.v1', ready: 0, delayed: 0, consumers: 0, dead: 0 },
    { queue: 'ingest.job.failed.v1', ready: undefined, delayed: 0, consumers: undefined, dead: 0 },
  ]);
});

test('a drain that is cut off says which handlers were interrupted', async () => {
  const { bus } = await startRabbitMq(teardown, {}, { logger });
  const { entered, enter } = gate();
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async (_delivery, signal) => {
      enter();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'requeue' };
    },
  });
  await untilReady(bus);
  await bus.publish([newEvent()]);
  await entered;

  await bus.drain(50);

  expect(await series('worker_drain_aborted_total')).toBe(1);
  expect(lines.filter(({ level, handlers }) => level === 'warn' && handlers)).toMatchObject([
    {
      msg: 'handlers are interrupted: the grace period is over',
      handlers: 1,
      queues: [submitted],
      grace_period_ms: 50,
    },
  ]);
});

test('a drain in good time interrupts nobody, and says nothing', async () => {
  const { bus } = await startRabbitMq(teardown, {}, { logger });
  bus.subscribe({ service: 'transcription', types, deliver: recorder().deliver });
  await untilReady(bus);

  await bus.drain(5_000);

  expect(await series('worker_drain_aborted_total')).toBe(0);
  expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
});

test('an acknowledgement that could not be given is a failed settle; the delivery that follows is measured and has its line', async () => {
  const rabbitMq = await startRabbitMq(teardown);
  const proxy = await startProxyTo(teardown, rabbitMq.config.AMQP_URL);
  const bus = rabbitMq.another({ AMQP_URL: proxy.through(rabbitMq.config.AMQP_URL) }, { logger });
  const { entered, enter, opened, open } = gate();
  let handled = 0;
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async () => {
      handled += 1;
      enter();
      await opened;
      return ack;
    },
  });
  await untilReady(bus);
  const event = newEvent();
  await rabbitMq.bus.publish([event]);
  await entered;

  proxy.resetConnections();
  await eventually(() => expect(bus.readiness().ready).toBe(false), { intervalMs: 1 });
  open();

  await eventually(async () => {
    expect(
      await series('messaging_client_operation_duration_seconds_count', {
        messaging_operation_name: 'settle',
        error_type: 'BROKER_UNAVAILABLE',
      }),
    ).toBe(1);
    expect(
      await series('messaging_client_operation_duration_seconds_count', {
        messaging_operation_name: 'settle',
      }),
    ).toBe(1);
    expect(
      await series('messaging_client_consumed_messages_total', {
        messaging_destination_name: submitted,
        redelivered: 'true',
      }),
    ).toBe(1);
  });
  expect(handled).toBe(1);
  expect(lines.filter(({ msg }) => msg === 'handled before: acknowledged again')).toMatchObject([
    {
      job_id: event.subject,
      message_id: event.id,
      queue: submitted,
      attempt: 1,
      redelivered: true,
      outcome: 'ack',
    },
  ]);
});

test('an event for which there is no channel counts as one that was not sent', async () => {
  const nobody = `amqp://127.0.0.1:${await freePort()}`;
  const service = { name: 'transcription', version: '0' };
  const options = { logger: silent, service, publishTimeoutMs: 50 };
  const bus = teardown.use(createRabbitMqEventBus(configFor(nobody, 'nobody.'), options));

  await expect(bus.publish([newEvent(), newEvent()])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });

  const error_type = 'BROKER_UNAVAILABLE';
  expect(
    await series('messaging_client_sent_messages_total', {
      messaging_destination_name: 'pipeline.events:job.submitted.v1',
      error_type,
    }),
  ).toBe(2);
  expect(
    await series('messaging_client_operation_duration_seconds_count', {
      messaging_operation_name: 'send',
      error_type,
    }),
  ).toBe(2);
});

/** The value of one series; undefined where there is none. */
async function series(
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  forgetRendering();
  const { body } = await scrape();
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const found = body.split('\n').find((line) => {
    const [, metric, inBraces = ''] = /^([^{ ]+)(?:\{(.*)\})? /.exec(line) ?? [];
    return metric === name && inBraces === pairs.join(',');
  });
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}
