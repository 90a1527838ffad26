import { setTimeout as sleep } from 'node:timers/promises';
import { jobFailed, meetingTranscribed, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { recordCall } from '@meeting-intelligence/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defer, InMemoryEventBus, InMemoryInbox, type Handler } from '../src/index.js';
import { failure, newEvent, smallPipeline, subscribeHandler } from './support.js';

let bus: InMemoryEventBus;
beforeEach(() => (bus = new InMemoryEventBus({ pipeline: smallPipeline })));
afterEach(() => bus.close());

const draft = meetingTranscribed(meetingTranscribed.example);
const ask = (outcome?: Error, tokens = 10) =>
  recordCall({ provider: 'openai', operation: 'decisions', isPaid: true }, async (learn) => {
    learn({ model: 'm', inputTokens: tokens, outputTokens: 1 });
    await sleep(2);
    if (outcome) throw outcome;
  });

/** What the handling of one event publishes, last. */
async function publishedBy(handler: Handler): Promise<Envelope> {
  subscribeHandler(bus, handler);
  const event = { ...newEvent(), time: new Date(Date.now() - 5_000).toISOString() };
  await bus.publish([event]);
  await bus.idle();
  const last = bus.published.at(-1)!;
  expect(last.causationid).toBe(event.id);
  return last;
}

test('an event says when its handling began, which attempt it was and how long its cause had waited', async () => {
  const before = Date.now();
  const event = await publishedBy(async () => {
    await sleep(20);
    return [draft];
  });

  expect(Date.parse(event.startedat!)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(event.time) - Date.parse(event.startedat!)).toBeGreaterThanOrEqual(18);
  expect(event).toMatchObject({ attempt: 1, waitedms: expect.any(Number) });
  expect(event.waitedms).toBeGreaterThanOrEqual(5_000);
  expect(event.waitedms).toBeLessThan(30_000);
  expect([event.failures, event.calls, event.deferrals]).toEqual([undefined, undefined, undefined]);
});

test('after attempts that failed it says why, and counts what they paid', async () => {
  const event = await publishedBy(async (_event, { attempt }) => {
    await ask(undefined, attempt);
    if (attempt < 3) await ask(failure);
    return [draft];
  });

  expect(event.attempt).toBe(3);
  expect(JSON.parse(event.failures!)).toEqual([
    { attempt: 1, code: failure.code, at: expect.any(String) },
    { attempt: 2, code: failure.code, at: expect.any(String) },
  ]);
  const call = {
    provider: 'openai',
    operation: 'decisions',
    model: 'm',
    isPaid: true,
    ms: expect.any(Number),
  };
  expect(JSON.parse(event.calls!)).toEqual([
    { ...call, outcome: 'ok', count: 3, inputTokens: 1 + 2 + 3, outputTokens: 3 },
    { ...call, outcome: failure.code, count: 2, inputTokens: 20, outputTokens: 2 },
  ]);
});

test('what tells that an event was given up has the calls of its last attempt, and the failures before that', async () => {
  const event = await publishedBy(async () => {
    await ask(new AppError('AUDIO_UNREADABLE', 'it is noise'));
    return [];
  });

  expect(event).toMatchObject({ type: jobFailed.type, attempt: 1 });
  expect(JSON.parse(event.calls!)).toMatchObject([{ outcome: 'AUDIO_UNREADABLE', count: 1 }]);
});

test('it counts how often the service looked and came back later', async () => {
  const event = await publishedBy(async (_event, { checkpoint }) => {
    const looks = typeof checkpoint === 'number' ? checkpoint : 0;
    await ask();
    return looks < 2 ? defer(3_000, looks + 1) : [draft];
  });

  expect(event).toMatchObject({ attempt: 1, deferrals: 2 });
  expect(JSON.parse(event.calls!)).toMatchObject([{ count: 3 }]);
});

test('events of the outbox say it as well', async () => {
  const inbox = new InMemoryInbox(bus, 'transcription');
  const event = await publishedBy((caused) =>
    inbox.once(caused, async () => {
      await ask();
      return [draft];
    }),
  );

  expect(event).toMatchObject({ type: draft.type, attempt: 1 });
  expect(JSON.parse(event.calls!)).toMatchObject([{ operation: 'decisions' }]);
});

test('two handlings at the same time do not count each other’s calls', async () => {
  const both = Promise.withResolvers<void>();
  let running = 0;
  subscribeHandler(bus, async () => {
    running += 1;
    if (running === 2) both.resolve();
    await both.promise;
    await ask();
    return [draft];
  });
  await bus.publish([newEvent(), newEvent()]);
  await bus.idle();

  const told = bus.published.filter(({ type }) => type === draft.type);
  expect(told.map(({ calls }) => (JSON.parse(calls!) as { count: number }[])[0]!.count)).toEqual([1, 1]);
});

test('what no handling publishes says nothing of one, and what cannot be read is left out', async () => {
  expect(newEvent()).not.toHaveProperty('startedat');

  subscribeHandler(bus, async () => [draft]);
  const headers = { 'x-attempts': 'not { JSON', 'x-calls': '[{"provider":7}]', 'x-deferrals': 'many' };
  bus.inject('transcription.job.submitted.v1', JSON.stringify(newEvent()), headers);
  await bus.idle();

  const { failures, calls, deferrals } = bus.published.at(-1)!;
  expect([failures, calls, deferrals]).toEqual([undefined, undefined, undefined]);
});
