// Windows 1, 2 and 6: something was done, and the word that it was done is lost with the connection.
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually, type Toxic } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { headerNames, type Handler } from '../../src/index.js';
import { startRabbitMq, untilReady, type RabbitMqUnderTest } from '../rabbitmq.js';
import { eventIn, newEvent, submitted, subscribeHandler } from '../support.js';
import { effectsDatabase, startProxyTo, startRelay } from './handling.js';

const teardown = autoTeardown(afterEach);
const told = 'ingest.job.failed.v1';
const dropConfirms: Toxic = { kind: 'drop', direction: 'to-client', client: 'transcription publisher' };
const dropAcknowledgements: Toxic = {
  kind: 'drop',
  direction: 'to-server',
  client: 'transcription consumer',
};
const tier = `${submitted}.retry.100ms`;
const failing = (code: 'SPEECH_PROVIDER_UNAVAILABLE' | 'AUDIO_UNREADABLE') => async () =>
  Promise.reject(new AppError(code, 'x'));

test('an event whose confirm was lost is published twice under one id, and has one effect', async () => {
  const { dataSource, rows, outbox, takeEffect, effects } = await effectsDatabase(teardown);
  const rabbitMq = await startRabbitMq(teardown);
  const proxy = await startProxyTo(teardown, rabbitMq.config.AMQP_URL);
  const publisher = rabbitMq.another({ AMQP_URL: proxy.through(rabbitMq.config.AMQP_URL) });
  await untilReady(publisher);
  const event = newEvent();

  await proxy.set(dropConfirms);
  startRelay(teardown, dataSource, publisher);
  await dataSource.transaction((transaction) => outbox.add(transaction, [event]));
  await eventually(async () => expect(await count(rabbitMq, submitted)).toBe(1));
  expect(await rows()).toHaveLength(1);
  proxy.resetConnections();
  await proxy.set({ kind: 'pass' });

  await eventually(async () => expect(await rows()).toEqual([]));
  expect(await count(rabbitMq, submitted)).toBe(2);
  const handled: string[] = [];
  subscribeHandler(rabbitMq.bus, async (received, context) => {
    const result = await takeEffect(received, context);
    handled.push(received.id);
    return result;
  });
  await eventually(() => expect(handled).toEqual([event.id, event.id]));
  expect(await effects()).toEqual([event.id]);
});

test('an event that was handled and not acknowledged is handed to the next process, and has one effect', async () => {
  const { dataSource, rows, takeEffect, effects } = await effectsDatabase(teardown);
  const rabbitMq = await startRabbitMq(teardown);
  const { proxy, dying } = await dyingProcess(rabbitMq, takeEffect);
  const event = newEvent();

  await proxy.set(dropAcknowledgements);
  await rabbitMq.bus.publish([event]);
  await eventually(() => expect(proxy.stats.met.drop).toBeGreaterThan(0)); // the acknowledgement
  expect(await effects()).toEqual([event.id]);
  await proxy.set({ kind: 'refuse' });
  const seen = handledBy(rabbitMq, takeEffect);

  await eventually(() => expect(seen).toEqual([{ id: event.id, attempt: 1 }]));
  startRelay(teardown, dataSource, rabbitMq.bus);
  await eventually(async () => expect(await rows()).toEqual([]));
  await Promise.all([dying.close(), rabbitMq.bus.close()]);
  expect(await effects()).toEqual([event.id]);
  expect(await count(rabbitMq, told)).toBe(1);
  expect(await count(rabbitMq, submitted)).toBe(0);
});

test('a retry whose original was not acknowledged runs beside it in the next process, and has one effect', async () => {
  const { takeEffect, effects } = await effectsDatabase(teardown);
  const rabbitMq = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [100, 200] });
  const { proxy } = await dyingProcess(rabbitMq, failing('SPEECH_PROVIDER_UNAVAILABLE'));
  const event = newEvent();

  await proxy.set(dropAcknowledgements);
  await rabbitMq.bus.publish([event]);
  await eventually(() => expect(proxy.stats.met.drop).toBeGreaterThan(0));
  await proxy.set({ kind: 'refuse' });
  const seen = handledBy(rabbitMq, takeEffect);

  await eventually(() => expect(seen.map(({ attempt }) => attempt).sort()).toEqual([1, 2]));
  expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([event.id]));
  expect(await effects()).toEqual([event.id]);
});

test('a retry whose original was not acknowledged runs alone where the process lived on', async () => {
  const rabbitMq = await startRabbitMq(teardown);
  const attempts: number[] = [];
  const { proxy, dying } = await dyingProcess(rabbitMq, async (_event, { attempt }) => {
    attempts.push(attempt);
    if (attempt === 1) throw new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'x');
    return [];
  });

  await proxy.set(dropAcknowledgements);
  await rabbitMq.bus.publish([newEvent()]);
  await eventually(() => expect(proxy.stats.met.drop).toBeGreaterThan(0));
  proxy.resetConnections();
  await proxy.set({ kind: 'pass' });

  await untilReady(dying);
  await eventually(async () => {
    expect(attempts).toEqual([1, 2]);
    expect(await count(rabbitMq, submitted)).toBe(0);
  });
  await dying.close();
  expect(await count(rabbitMq, submitted)).toBe(0); // the original was acknowledged without being handled
  expect(await count(rabbitMq, tier)).toBe(0);
  expect(attempts).toEqual([1, 2]);
});

test('a dead letter whose original was not acknowledged is there twice, and so is what tells of it: each under one id', async () => {
  const rabbitMq = await startRabbitMq(teardown);
  const { proxy } = await dyingProcess(rabbitMq, failing('AUDIO_UNREADABLE'));
  const event = newEvent();

  await proxy.set(dropAcknowledgements);
  await rabbitMq.bus.publish([event]);
  await eventually(() => expect(proxy.stats.met.drop).toBeGreaterThan(0));
  await proxy.set({ kind: 'refuse' });
  handledBy(rabbitMq, failing('AUDIO_UNREADABLE'));

  await eventually(async () => expect(await count(rabbitMq, `${submitted}.dead`)).toBe(2));
  const letters = await rabbitMq.deadLetters(submitted);
  const tellings = await rabbitMq.waiting(told);
  expect(letters.map((letter) => eventIn(letter).id)).toEqual([event.id, event.id]);
  expect(new Set(letters.map(({ headers }) => headers[headerNames.copy])).size).toBe(2);
  expect(tellings).toHaveLength(2);
  expect(new Set(tellings.map((telling) => eventIn(telling).id)).size).toBe(1);
});

/** A process of one slot that reaches the broker through a proxy, with its consumer started. */
async function dyingProcess(rabbitMq: RabbitMqUnderTest, handler: Handler) {
  const proxy = await startProxyTo(teardown, rabbitMq.config.AMQP_URL);
  const dying = rabbitMq.another({
    AMQP_URL: proxy.through(rabbitMq.config.AMQP_URL),
    CONCURRENCY: 1,
    GRACE_PERIOD_MS: 0,
  });
  subscribeHandler(dying, handler);
  await Promise.all([untilReady(dying), untilReady(rabbitMq.bus)]);
  return { proxy, dying };
}

/** What the next process saw. */
function handledBy({ bus }: RabbitMqUnderTest, handler: Handler) {
  const seen: { id: string; attempt: number }[] = [];
  subscribeHandler(bus, async (event, context) => {
    const result = await handler(event, context);
    seen.push({ id: event.id, attempt: context.attempt });
    return result;
  });
  return seen;
}

async function count({ channel, config }: RabbitMqUnderTest, queue: string): Promise<number> {
  return (await channel.checkQueue(config.QUEUE_PREFIX + queue)).messageCount;
}
