// Dead letters as services really make them, seen and sent once more with nothing but the broker.
import { randomUUID } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { deterministicId, headerNames, replayHeaders, replayOf } from '../src/index.js';
import { ids, lookAt, startWithDeadLetters } from './dead-letters.js';
import { untilReady } from './rabbitmq.js';
import { eventIn, newEvent, recorder, submitted, submittedToo } from './support.js';

const teardown = autoTeardown(afterEach);

test('describes what a service gave up: permanent, exhausted, malformed, poison, and what the broker gave up itself', async () => {
  const { queues, subscribe, bus, inject, channel, config } = await startWithDeadLetters(teardown);
  const poison = newEvent();
  await inject(submitted, JSON.stringify(poison));
  // As if whoever handled it had died each time.
  for (let death = 1; death <= 4; death += 1) {
    const got = await eventually(async () => {
      const message = await channel.get(config.QUEUE_PREFIX + submitted);
      if (!message) throw new Error('not back yet');
      return message;
    });
    channel.reject(got, true);
  }
  const permanent = newEvent();
  const exhausted = newEvent();
  const hopeless = newEvent();
  subscribe(bus, async function refuse(event) {
    if (event.id === permanent.id) throw new AppError('AUDIO_UNREADABLE', 'no audio stream');
    if (event.id === exhausted.id) throw new TypeError('x is not a function');
    return [];
  });
  // Never gets an outcome: a checkpoint that is not JSON.
  const { deliver } = recorder(
    ...Array.from({ length: 25 }, () => ({ kind: 'defer', delayMs: 1, checkpoint: 1n }) as const),
  );
  bus.subscribe({ service: 'notification', types: ['job.submitted.v1'], deliver });
  await untilReady(bus);

  await inject(submitted, JSON.stringify(permanent));
  await inject(submitted, JSON.stringify(exhausted), { [headerNames.copy]: randomUUID() });
  await inject(submitted, '{"half": ');
  await inject(submittedToo, JSON.stringify(hopeless), { [headerNames.copy]: randomUUID() });

  const found = await eventually(async () => {
    const letters = await lookAt(queues, submitted);
    expect(letters).toHaveLength(4);
    return letters.map(({ letter }) => letter);
  });
  const of = (code: string) => found.find((letter) => letter.code === code);
  expect(of('AUDIO_UNREADABLE')).toMatchObject({
    reason: 'permanent',
    errorClass: 'AppError',
    frame: 'refuse (libs/messaging/test/dead-letters.spec.ts)',
    jobId: permanent.subject,
    eventId: permanent.id,
    attempts: 1,
    version: '1.2.3',
  });
  expect(of('UNEXPECTED')).toMatchObject({
    reason: 'exhausted',
    errorClass: 'TypeError',
    frame: 'refuse (libs/messaging/test/dead-letters.spec.ts)',
    attempts: 3,
  });
  expect(of('MESSAGE_MALFORMED')).toMatchObject({
    reason: 'malformed',
    frame: 'parseJson (libs/messaging/src/middleware/read-envelope.ts)',
  });
  expect(of('POISON_MESSAGE')).toMatchObject({ reason: 'poison', eventId: poison.id });
  expect(new Set(found.map(({ group }) => group)).size).toBe(4);
  const [byBroker] = await eventually(async () => {
    const letters = await lookAt(queues, submittedToo);
    expect(letters).toHaveLength(1);
    return letters;
  });
  expect(byBroker!.letter).toMatchObject({
    reason: 'delivery_limit',
    code: undefined,
    jobId: hopeless.subject,
    queue: submittedToo,
    service: 'notification',
  });
  expect(Date.now() - byBroker!.letter.diedAt!.getTime()).toBeLessThan(60_000);
});

test('names a dead letter alike however often it is looked at, and leaves it where it is', async () => {
  const { queues, fill } = await startWithDeadLetters(teardown);
  await fill(30);

  const looks = [await ids(queues), await ids(queues), await ids(queues)];

  expect(new Set(looks[0]).size).toBe(30);
  expect(looks[1]).toEqual(looks[0]);
  expect(looks[2]).toEqual(looks[0]);
});

test('keeps the order of 20,000 through looks, also when one ends without a word', async () => {
  const { queues, connectQueues, fill } = await startWithDeadLetters(teardown);
  const order = await fill(20_000);

  await queues.look(submitted, () => undefined).then((look) => look?.close());
  const dying = await connectQueues();
  await dying.look(submitted, () => undefined);
  await dying.close(); // holds all of them
  await eventually(async () => expect((await queues.present([submitted]))[0]?.ready).toBe(20_000));

  expect((await lookAt(queues, submitted)).map(({ letter }) => letter.eventId)).toEqual(order);
}, 120_000);

test('looks at more than one channel can hold', async () => {
  const { connectQueues, fill } = await startWithDeadLetters(teardown);
  const order = await fill(250);
  const queues = await connectQueues({ perChannel: 100 });

  const eventIds = async () => (await lookAt(queues, submitted)).map(({ letter }) => letter.eventId);

  expect(await eventIds()).toEqual(order);
  expect(await eventIds()).toEqual(order);
});

test('sees what nobody else holds, and the rest when it is back', async () => {
  const { connectQueues, fill, channel, config } = await startWithDeadLetters(teardown);
  await fill(10);
  const queues = await connectQueues({ waitForOthersMs: 10 });
  await channel.prefetch(4);
  await channel.consume(`${config.QUEUE_PREFIX}${submitted}.dead`, () => undefined, { consumerTag: 'other' });
  await eventually(async () =>
    expect((await queues.present([submitted]))[0]).toMatchObject({ ready: 6, consumers: 1 }),
  );

  const look = await queues.look(submitted, () => undefined);
  await channel.close();
  await look?.close();

  expect(look?.expected).toBe(6);
  expect(await ids(queues)).toHaveLength(10);
});

test('removes for good what was removed in a burst', async () => {
  const { queues, fill } = await startWithDeadLetters(teardown);
  await fill(2_000);

  const look = await queues.look(submitted, (letter) => letter.remove());
  await look?.close();

  expect(await ids(queues)).toEqual([]);
});

test('keeps the order of what is left when others were removed', async () => {
  const { queues, fill } = await startWithDeadLetters(teardown);
  const order = await fill(3_000);
  const left = order.filter((_, index) => index % 3 !== 0);

  let index = 0;
  const look = await queues.look(submitted, (letter) => index++ % 3 === 0 && letter.remove());
  await look?.close();

  expect((await lookAt(queues, submitted)).map(({ letter }) => letter.eventId)).toEqual(left);
});

test('says how many went to somebody else who began at the same time', async () => {
  const { connectQueues, fill } = await startWithDeadLetters(teardown);
  await fill(3_000);
  const two = [await connectQueues(), await connectQueues()];

  const looks = await Promise.all(two.map((queues) => queues.look(submitted, () => undefined)));

  const seen = looks.map((look) => look!.expected - look!.missing);
  expect(seen[0]! + seen[1]!).toBe(3_000);
  await Promise.all(looks.map(async (look) => look?.close()));
  expect(await ids(two[0]!)).toHaveLength(3_000);
});

test('replays the work of transcription as a new generation to the one queue that failed, as if never tried', async () => {
  const { queues, subscribe, bus } = await startWithDeadLetters(teardown);
  const event = newEvent();
  subscribe(bus, async () => {
    throw new AppError('AUDIO_UNREADABLE', 'no audio stream');
  });
  const other = recorder();
  bus.subscribe({ service: 'notification', types: ['job.submitted.v1'], deliver: other.deliver });
  await untilReady(bus);
  await bus.publish([event]);
  const [dead] = await eventually(async () => {
    const letters = await lookAt(queues, submitted);
    expect(letters).toHaveLength(1);
    return letters;
  });

  await queues.publish(replayOf(dead!.message));

  const again = await eventually(async () => {
    const letters = await lookAt(queues, submitted);
    expect(letters).toHaveLength(2);
    return letters.find(({ letter }) => letter.id !== dead!.letter.id)!;
  });
  const id = deterministicId(event.id, 'replay', 2);
  expect(eventIn(again.message)).toMatchObject({
    id,
    generation: 2,
    causationid: event.id,
    subject: event.subject,
    data: event.data,
  });
  expect(again.letter).toMatchObject({
    attempts: 1,
    eventId: id,
    replayOf: event.id,
    group: dead!.letter.group,
  });
  expect(again.message.properties.messageId).toBe(id);
  expect(other.ids()).toEqual([event.id]);
});

test('replays an event of notification as the same event, and without what the broker wrote on it', async () => {
  const { queues, bus } = await startWithDeadLetters(teardown);
  const {
    deliver,
    deliveries,
    ids: delivered,
  } = recorder(...Array.from({ length: 21 }, () => ({ kind: 'defer', delayMs: 1, checkpoint: 1n }) as const));
  bus.subscribe({ service: 'notification', types: ['job.submitted.v1'], deliver });
  await untilReady(bus);
  const event = newEvent();
  await bus.publish([event]);
  await eventually(async () => expect(await lookAt(queues, submittedToo)).toHaveLength(1));

  const look = await queues.look(submittedToo, (letter) => {
    void queues.publish(replayOf(letter.message)).then(() => letter.remove());
  });
  await eventually(() => expect(deliveries).toHaveLength(22));
  await look?.close();

  expect(delivered().at(-1)).toBe(event.id);
  const headers = deliveries.at(-1)!.headers;
  expect(headers).toMatchObject({ [replayHeaders.of]: event.id, [headerNames.jobId]: event.subject });
  expect(Object.keys(headers).filter((name) => /death|x-dead|x-error|x-attempt/.test(name))).toEqual([]);
  expect(deliveries.at(-1)!.body).toEqual(deliveries[0]!.body);
  await eventually(async () => expect(await lookAt(queues, submittedToo)).toHaveLength(0));
});

test('is safe to repeat: a crash between confirm and removal leaves a dead letter whose second replay is the same event', async () => {
  const { queues, connectQueues, fill, waiting } = await startWithDeadLetters(teardown);
  await fill(1);
  const crashing = await connectQueues();
  const publishing: Promise<void>[] = [];
  await crashing.look(submitted, ({ message }) => publishing.push(crashing.publish(replayOf(message))));
  await Promise.all(publishing);
  await crashing.close(); // confirmed, not removed
  await eventually(async () => expect((await queues.present([submitted]))[0]?.ready).toBe(1));

  const [letter] = await lookAt(queues, submitted);
  await queues.publish(replayOf(letter!.message));

  const replayed = (await waiting(submitted)).map((message) => eventIn(message));
  expect(replayed).toHaveLength(2);
  expect(replayed[1]!.id).toBe(replayed[0]!.id);
  expect(replayed[1]!.generation).toBe(replayed[0]!.generation);
});

test('says that a work queue is not there, and keeps the dead letter', async () => {
  const { queues, fill, channel, config } = await startWithDeadLetters(teardown);
  await fill(1);
  await channel.deleteQueue(config.QUEUE_PREFIX + submitted);
  const [letter] = await lookAt(queues, submitted);

  await expect(queues.publish(replayOf(letter!.message))).rejects.toMatchObject({ code: 'EVENT_UNROUTABLE' });

  expect(await lookAt(queues, submitted)).toHaveLength(1);
});
