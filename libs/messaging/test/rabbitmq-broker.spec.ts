// What comments and README of this library claim about the broker, shown.
import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { transcriptCreated, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type ConfirmChannel } from 'amqplib';
import { afterEach, expect, test, vi } from 'vitest';
import { deadLetterHeaders, headerNames, type ClaimStore } from '../src/index.js';
import { assertTopology } from '../src/rabbitmq/assert-topology.js';
import { describeTopology } from '../src/rabbitmq/topology.js';
import { startRabbitMq, untilReady } from './rabbitmq.js';
import {
  eventIn,
  failure,
  newEvent,
  recorder,
  smallPipeline,
  submitted,
  submittedToo,
  subscribeHandler,
} from './support.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];

test('declares the whole pipeline, and again without changing anything', async () => {
  const broker = await testBroker();
  const { amqpUrl, prefix } = broker;
  teardown.add('test broker', () => broker.close(), { timeoutMs: 60_000 });
  const connection = await connect(amqpUrl);
  teardown.add('connection', () => connection.close());
  const topology = describeTopology({
    prefix,
    retryDelaysMs: [60_000, 120_000, 240_000],
    deferDelaysMs: [3_000],
  });

  await assertTopology(connection, topology);
  await assertTopology(connection, topology);

  const channel = await connection.createChannel();
  for (const suffix of ['', '.dead', '.retry.60s', '.retry.120s', '.retry.240s', '.defer.3s']) {
    await channel.checkQueue(`${prefix}persistence.transcript.created.v1${suffix}`);
  }
});

test('says that it cannot declare a queue which is there with other arguments', async () => {
  const { another } = await startRabbitMq(teardown);
  const bus = another({ QUEUE_PREFIX: `t-${randomUUID()}.` });
  await untilReady(bus);

  const broker = await testBroker();
  const { amqpUrl, prefix } = broker;
  teardown.add('test broker', () => broker.close());
  const connection = await connect(amqpUrl);
  teardown.add('connection', () => connection.close());
  await (await connection.createChannel()).assertQueue(prefix + submitted, { durable: true });
  const late = another({ QUEUE_PREFIX: prefix });

  await eventually(() =>
    expect(late.readiness().reason).toMatch(/could not be declared: .*PRECONDITION_FAILED/),
  );
});

test('strips what the broker wrote on a message before it is published again', async () => {
  const { bus } = await startRabbitMq(teardown);
  const { deliver, deliveries } = recorder(
    { kind: 'retry', delayMs: 1, failure },
    { kind: 'retry', delayMs: 1, failure },
    { kind: 'requeue' },
  );
  bus.subscribe({ service: 'transcription', types, deliver });

  await bus.publish([newEvent()]);

  await eventually(() => expect(deliveries).toHaveLength(4));
  // One tier each time: had the first x-death been copied, the third delivery would count two.
  expect((deliveries[2]!.headers['x-death'] as unknown[]).length).toBe(1);
  expect(deliveries[3]!.headers).not.toHaveProperty('x-death');
});

test('gives an event up after its last attempt, tells the others once, and disturbs nobody', async () => {
  const { bus, deadLetters, inject } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [30, 60] });
  const handled: string[] = [];
  const doomed = newEvent();
  subscribeHandler(bus, async (event) => {
    handled.push(event.id);
    if (event.id === doomed.id) throw new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'expected 200, got 503');
    return [];
  });
  const told = recorder();
  bus.subscribe({ service: 'ingest', types: ['job.failed.v1'], deliver: told.deliver });
  const other = recorder();
  bus.subscribe({ service: 'notification', types, deliver: other.deliver });
  await untilReady(bus);
  const good = newEvent();

  await bus.publish([doomed]);
  await inject(submitted, '{"half": ');
  await inject(submitted, JSON.stringify({ ...newEvent(), type: 'job.submitted.v9' }));
  await inject(submitted, JSON.stringify({ ...newEvent(), data: {} }));
  await bus.publish([good]);

  const letters = new Map<unknown, Record<string, unknown>>();
  await eventually(async () => {
    for (const { headers } of await deadLetters(submitted))
      letters.set(headers[deadLetterHeaders.errorCode], headers);
    expect([...letters.keys()].sort()).toEqual([
      'EVENT_INVALID',
      'EVENT_UNKNOWN',
      'MESSAGE_MALFORMED',
      'SPEECH_PROVIDER_UNAVAILABLE',
    ]);
  });
  expect(letters.get('SPEECH_PROVIDER_UNAVAILABLE')).toMatchObject({
    [headerNames.attempt]: 3,
    [headerNames.jobId]: doomed.subject,
    [deadLetterHeaders.reason]: 'exhausted',
    [deadLetterHeaders.eventId]: doomed.id,
    [deadLetterHeaders.version]: '1.2.3',
  });
  expect(handled.filter((id) => id === doomed.id)).toHaveLength(3);
  expect(handled).toContain(good.id);
  await eventually(() =>
    expect(told.deliveries.map((delivery) => eventIn(delivery).subject)).toContain(doomed.subject),
  );
  expect(told.deliveries.filter((delivery) => eventIn(delivery).subject === doomed.subject)).toHaveLength(1);
  expect(other.ids().sort()).toEqual([doomed.id, good.id].sort());
});

test('leaves a delivery that never gets an outcome to the delivery limit: the broker dead-letters it', async () => {
  const { bus, deadLetters } = await startRabbitMq(teardown);
  const { deliver, deliveries } = recorder(
    ...Array.from({ length: 25 }, () => ({ kind: 'defer', delayMs: 1, checkpoint: 1n }) as const), // not JSON
  );
  bus.subscribe({ service: 'transcription', types, deliver });
  const event = newEvent();

  await bus.publish([event]);

  const letters = await eventually(async () => {
    const found = await deadLetters(submitted);
    expect(found).toHaveLength(1);
    return found;
  });
  expect(eventIn(letters[0]!)).toEqual(event);
  expect(letters[0]!.headers['x-death']).toMatchObject([{ reason: 'delivery_limit' }]);
  expect(deliveries.map(({ deliveryCount }) => deliveryCount)).toEqual(
    Array.from({ length: 21 }, (_, n) => n),
  );
});

test('makes a queue again that somebody deleted: the publish that found out rejects, the next one arrives', async () => {
  const { bus, channel, config, waiting } = await startRabbitMq(teardown);
  await untilReady(bus);
  for (const queue of [submitted, submittedToo]) await channel.deleteQueue(config.QUEUE_PREFIX + queue);
  const event = newEvent();

  await expect(bus.publish([event])).rejects.toMatchObject({ code: 'EVENT_UNROUTABLE' });
  await bus.publish([event]);

  expect((await waiting(submitted)).map((message) => eventIn(message).id)).toEqual([event.id]);
});

test('sends an event of 1 MB by claim check, and the handler gets it whole', async () => {
  const objects = new Map<string, Buffer>();
  const claimStore: ClaimStore = {
    put: async (key, source) => objects.set(key, Buffer.concat(await source.toArray())),
    get: async (key) => Readable.from([objects.get(key)!]),
    has: async (key) => objects.has(key),
    delete: async (key) => void objects.delete(key),
  };
  const pipeline = [
    { event: transcriptCreated, publishedBy: [], consumedBy: ['transcription' as const] },
    ...smallPipeline.slice(2),
  ];
  const { bus, waiting } = await startRabbitMq(teardown, {}, { claimStore, pipeline });
  const words = Array.from({ length: 12_000 }, (_, index) => ({
    text: `word ${index}`,
    startMs: index,
    endMs: index + 1,
    confidence: 0.5,
  }));
  const segments = [
    { id: 's1', speaker: 'A', startMs: 0, endMs: 1, text: 'x'.repeat(400_000), confidence: 1, words },
  ];
  const { data } = transcriptCreated(transcriptCreated.example);
  const event = newEvent(transcriptCreated({ ...data, transcript: { ...data.transcript, segments } }));
  expect(JSON.stringify(event).length).toBeGreaterThan(1_000_000);
  await bus.publish([event]);

  const [message] = await waiting('transcription.transcript.created.v1');
  expect(message!.body.length).toBeLessThan(2_000);
  expect(eventIn(message!)).toMatchObject({ dataref: `events/${event.subject}/${event.id}.json` });
  const received: Envelope[] = [];
  subscribeHandler(bus, async (got) => void received.push(got), { claimStore }, 'transcript.created.v1');
  await bus.publish([event]);

  await eventually(() => expect(received).toEqual([event]));
});

test('switches TCP no-delay on, on each of its two connections', async () => {
  const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
  teardown.add('spy', () => setNoDelay.mockRestore());
  const { bus, another } = await startRabbitMq(teardown);
  await untilReady(bus);
  setNoDelay.mockClear();

  await untilReady(another());

  expect(setNoDelay.mock.calls.filter(([on]) => on === true)).toHaveLength(2);
});

type Publish = (this: ConfirmChannel, ...message: Parameters<ConfirmChannel['publish']>) => boolean;

test('publishes a round of events before it waits for the first confirm', async () => {
  const { bus, config } = await startRabbitMq(teardown);
  await untilReady(bus);
  const connection = await connect(config.AMQP_URL);
  teardown.add('connection', () => connection.close());
  const prototype = Object.getPrototypeOf(await connection.createConfirmChannel()) as ConfirmChannel;
  let published = 0;
  let atFirstConfirm: number | undefined;
  const original = Reflect.get(prototype, 'publish') as Publish;
  const spy = vi.spyOn(prototype, 'publish').mockImplementation(function (this: ConfirmChannel, ...message) {
    const [exchange, routingKey, body, options, settle] = message;
    published += 1;
    return original.call(this, exchange, routingKey, body, options, (...confirm) => {
      atFirstConfirm ??= published;
      settle?.(...confirm);
    });
  });
  teardown.add('spy', () => spy.mockRestore());

  await bus.publish(Array.from({ length: 50 }, () => newEvent()));

  expect(atFirstConfirm).toBe(50);
});

test('does not take messages after drain, also those that were on their way', async () => {
  const { bus, waiting } = await startRabbitMq(teardown);
  const { deliver, deliveries } = recorder();
  bus.subscribe({ service: 'transcription', types, deliver });
  await untilReady(bus);
  const events = Array.from({ length: 40 }, () => newEvent());

  const publishing = bus.publish(events);
  expect(await timed(() => bus.drain(5_000))).toBeLessThan(2_000);
  await publishing;
  const handled = deliveries.length;
  await sleep(200);
  await bus.close();

  expect(deliveries).toHaveLength(handled);
  const left = await eventually(async () => waiting(submitted));
  expect(handled + left.length).toBe(events.length);
});

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
