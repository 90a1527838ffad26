/**
 * What every event bus has to do, in one suite: `RabbitMqEventBus` and `InMemoryEventBus` both pass it whole. Longer than
 * other files, because a second suite would be a second contract.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { meetingTranscribed } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import {
  deadLetterHeaders,
  headerNames,
  type Delivery,
  type EventBus,
  type MessageHeaders,
  type Outcome,
} from '../src/index.js';
import {
  ack,
  eventIn,
  failure,
  gate,
  newEvent,
  recorder,
  submitted,
  submittedToo,
  unroutable,
} from './support.js';
import { waitingContract } from './waiting.contract.js';

export interface StoredMessage {
  readonly body: Buffer;
  readonly headers: MessageHeaders;
}

/** A bus on `smallPipeline` with two slots, retry delays of about 100 and 200 ms and a defer delay of about 50 ms. */
export interface BusUnderTest {
  readonly bus: EventBus;
  /** Ready messages of a work queue; takes them out. */
  readonly waiting: (queue: string) => Promise<readonly StoredMessage[]>;
  readonly deadLetters: (queue: string) => Promise<readonly StoredMessage[]>;
  readonly inject: (queue: string, body: string, headers?: MessageHeaders) => Promise<void>;
}

export function eventBusContract(start: () => Promise<BusUnderTest>): void {
  const subscribeTo = (
    bus: EventBus,
    service: 'transcription' | 'notification',
    deliver: Parameters<EventBus['subscribe']>[0]['deliver'],
  ) => bus.subscribe({ service, types: ['job.submitted.v1'], deliver });

  test('hands an event to every service that consumes it, once', async () => {
    const { bus } = await start();
    const [transcription, notification] = [recorder(), recorder()];
    subscribeTo(bus, 'transcription', transcription.deliver);
    subscribeTo(bus, 'notification', notification.deliver);
    const event = newEvent();

    await bus.publish([event]);

    await eventually(() => expect(notification.ids()).toEqual([event.id]));
    await eventually(() => expect(transcription.ids()).toEqual([event.id]));
    expect(eventIn(transcription.deliveries[0]!)).toEqual(event);
    expect(transcription.deliveries[0]).toMatchObject({
      queue: submitted,
      deliveryCount: 0,
      headers: { [headerNames.jobId]: event.subject },
    });
  });

  test('carries the trace in which the event was created', async () => {
    const { bus } = await start();
    const { deliver, deliveries } = recorder();
    subscribeTo(bus, 'transcription', deliver);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await bus.publish([{ ...newEvent(), traceparent }]);

    await eventually(() => expect(deliveries[0]?.headers).toMatchObject({ traceparent }));
  });

  test('keeps an event for a consumer that comes later', async () => {
    const { bus } = await start();
    const { deliver, ids } = recorder();
    const event = newEvent();

    await bus.publish([event]);
    subscribeTo(bus, 'transcription', deliver);

    await eventually(() => expect(ids()).toEqual([event.id]));
  });

  test('rejects an event that no queue wants, and publishes its neighbours', async () => {
    const { bus } = await start();
    const { deliver, ids } = recorder();
    subscribeTo(bus, 'transcription', deliver);
    const good = newEvent();

    await expect(bus.publish([newEvent(unroutable), good])).rejects.toMatchObject({
      code: 'EVENT_UNROUTABLE',
      retryable: true,
    });

    await eventually(() => expect(ids()).toEqual([good.id]));
  });

  test('hands each slot one event at a time', async () => {
    const { bus } = await start();
    const { entered, enter, opened, open } = gate();
    let now = 0;
    let most = 0;
    let handled = 0;
    subscribeTo(bus, 'transcription', async () => {
      now += 1;
      most = Math.max(most, now);
      if (now === 2) enter();
      await opened;
      now -= 1;
      handled += 1;
      return ack;
    });

    await bus.publish(Array.from({ length: 6 }, () => newEvent()));
    await entered;
    await sleep(100); // time for a third to arrive, which must not
    expect(most).toBe(2);
    open();

    await eventually(() => expect(handled).toBe(6));
    expect(most).toBe(2);
  });

  test('brings a failed event back to its own queue only, as the next attempt with its history', async () => {
    const { bus } = await start();
    const failing = recorder({ kind: 'retry', delayMs: 100, failure });
    const other = recorder();
    subscribeTo(bus, 'transcription', failing.deliver);
    subscribeTo(bus, 'notification', other.deliver);

    await bus.publish([newEvent()]);

    await eventually(() => expect(failing.deliveries).toHaveLength(2));
    const [first, second] = failing.deliveries;
    expect(second?.headers[headerNames.attempt]).toBe(2);
    expect(second?.body).toEqual(first?.body);
    expect(second?.deliveryCount).toBe(0);
    expect(JSON.parse(String(second?.headers[headerNames.attempts]))).toMatchObject([
      { attempt: 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', message: 'expected 200, got 503' },
    ]);
    expect(other.deliveries).toHaveLength(1);
  });

  test('keeps the checkpoint of a failure, until a later one replaces it', async () => {
    const { bus } = await start();
    const checkpoint = { parts: ['x'.repeat(100_000)] };
    const withCheckpoint = Object.assign(Object.create(failure), { checkpoint });
    const { deliver, deliveries } = recorder(
      { kind: 'retry', delayMs: 1, failure: withCheckpoint },
      { kind: 'retry', delayMs: 1, failure },
    );
    subscribeTo(bus, 'transcription', deliver);
    const event = newEvent();

    await bus.publish([event]);

    await eventually(() => expect(deliveries).toHaveLength(3));
    expect(eventIn(deliveries[1]!)).toEqual({ ...event, checkpoint });
    expect(eventIn(deliveries[2]!)).toEqual({ ...event, checkpoint });
  });

  test('brings a deferred event back with its checkpoint, as a first attempt: failures before it are over', async () => {
    const { bus } = await start();
    const { deliver, deliveries } = recorder(
      { kind: 'defer', delayMs: 50, checkpoint: { checks: 1 } },
      { kind: 'retry', delayMs: 1, failure },
      { kind: 'defer', delayMs: 50, checkpoint: { checks: 2 } },
    );
    subscribeTo(bus, 'transcription', deliver);
    const event = newEvent();

    await bus.publish([event]);

    await eventually(() => expect(deliveries).toHaveLength(4));
    expect(attemptsOf(deliveries)).toEqual([1, 1, 2, 1]);
    expect(deliveries[3]?.headers).not.toHaveProperty(headerNames.attempts);
    expect(eventIn(deliveries[3]!)).toEqual({ ...event, checkpoint: { checks: 2 } });
  });

  test('brings an event that an outage deferred back as the same attempt', async () => {
    const { bus } = await start();
    const { deliver, deliveries } = recorder(
      { kind: 'retry', delayMs: 1, failure },
      { kind: 'defer', delayMs: 50, checkpoint: { parts: 1 }, failure },
      { kind: 'requeue' },
    );
    subscribeTo(bus, 'transcription', deliver);
    const event = newEvent();

    await bus.publish([event]);

    await eventually(() => expect(deliveries).toHaveLength(4));
    expect(attemptsOf(deliveries)).toEqual([1, 2, 2, 2]);
    expect(deliveries[3]?.headers).toHaveProperty(headerNames.attempts);
    expect(eventIn(deliveries[3]!)).toEqual({ ...event, checkpoint: { parts: 1 } });
  });

  test('dead-letters with everything an operator needs, and goes on', async () => {
    const { bus, deadLetters } = await start();
    const outcomes: Outcome[] = [
      { kind: 'retry', delayMs: 1, failure },
      { kind: 'dead', failure },
    ];
    const { deliver, deliveries, ids } = recorder(...outcomes);
    subscribeTo(bus, 'transcription', deliver);
    const event = { ...newEvent(), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

    await bus.publish([event]);
    const [letter] = await eventually(async () => {
      const letters = await deadLetters(submitted);
      expect(letters).toHaveLength(1);
      return letters;
    });

    expect(eventIn(letter!)).toEqual(event);
    expect(letter!.headers).toMatchObject({
      traceparent: event.traceparent,
      [headerNames.attempt]: 2,
      [headerNames.jobId]: event.subject,
      [deadLetterHeaders.reason]: 'exhausted',
      [deadLetterHeaders.queue]: submitted,
      [deadLetterHeaders.service]: 'transcription',
      [deadLetterHeaders.version]: expect.any(String),
      [deadLetterHeaders.at]: expect.stringMatching(/^\d{4}-/),
      [deadLetterHeaders.eventId]: event.id,
      [deadLetterHeaders.eventType]: 'job.submitted.v1',
      [deadLetterHeaders.errorClass]: 'AppError',
      [deadLetterHeaders.errorCode]: 'SPEECH_PROVIDER_UNAVAILABLE',
      [deadLetterHeaders.errorMessage]: 'expected 200, got 503',
      [deadLetterHeaders.errorStack]: expect.stringContaining('support.ts'),
    });
    expect(JSON.parse(String(letter!.headers[headerNames.attempts]))).toMatchObject([
      { attempt: 1 },
      { attempt: 2 },
    ]);
    const next = newEvent();
    await bus.publish([next]);
    await eventually(() => expect(ids()).toContain(next.id));
    expect(deliveries).toHaveLength(3);
  });

  test('dead-letters a body that is not JSON as it came', async () => {
    const { bus, deadLetters, inject } = await start();
    subscribeTo(bus, 'transcription', recorder({ kind: 'dead', failure }).deliver);

    await inject(submitted, 'not { JSON \u0000');

    await eventually(async () =>
      expect((await deadLetters(submitted)).map(({ body }) => body.toString())).toEqual([
        'not { JSON \u0000',
      ]),
    );
  });

  test('gives an event back as the same attempt', async () => {
    const { bus } = await start();
    const { deliver, deliveries } = recorder({ kind: 'requeue', checkpoint: { done: 1 } });
    subscribeTo(bus, 'transcription', deliver);

    await bus.publish([newEvent()]);

    await eventually(() => expect(deliveries).toHaveLength(2));
    expect(deliveries[1]).toMatchObject({ deliveryCount: 0 });
    expect(deliveries[1]?.headers[headerNames.attempt] ?? 1).toBe(1);
    expect(eventIn(deliveries[1]!).checkpoint).toEqual({ done: 1 });
  });

  test('drains: takes nothing new, waits for the event in flight, then acknowledges it', async () => {
    const { bus, waiting } = await start();
    const { entered, enter, opened, open } = gate();
    subscribeTo(bus, 'transcription', async () => {
      enter();
      await opened;
      return ack;
    });
    await bus.publish([newEvent()]);
    await entered;

    let drained = false;
    const draining = bus.drain(10_000).then(() => (drained = true));
    const late = newEvent();
    await eventually(() => expect(bus.readiness()).toMatchObject({ ready: false }));
    await sleep(50);
    await bus.publish([late]);
    await sleep(100); // time to hand it over, which must not happen
    expect(drained).toBe(false);
    open();
    await draining;
    await bus.close();

    await eventually(async () =>
      expect((await waiting(submitted)).map((message) => eventIn(message).id)).toEqual([late.id]),
    );
  });

  test('drains past the grace period: interrupts the handler and gives its event back without spending an attempt', async () => {
    const { bus, waiting } = await start();
    const { entered, enter } = gate();
    subscribeTo(bus, 'transcription', async (_delivery, signal) => {
      enter();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'requeue', checkpoint: { done: 1 } };
    });
    const event = newEvent();
    await bus.publish([event]);
    await entered;

    await bus.drain(50);
    await bus.close();

    const [message] = await eventually(async () => {
      const messages = await waiting(submitted);
      expect(messages).toHaveLength(1);
      return messages;
    });
    expect(eventIn(message!)).toEqual({ ...event, checkpoint: { done: 1 } });
    expect(message!.headers[headerNames.attempt] ?? 1).toBe(1);
    expect(message!.headers['x-delivery-count'] ?? 0).toBe(0);
  });

  test('keeps queues apart: a full slot of one does not hold up another', async () => {
    const { bus } = await start();
    const { opened, open } = gate();
    const notification = recorder();
    subscribeTo(bus, 'transcription', async () => {
      await opened;
      return ack;
    });
    subscribeTo(bus, 'notification', notification.deliver);

    await bus.publish([
      newEvent(),
      newEvent(),
      newEvent(),
      newEvent(meetingTranscribed(meetingTranscribed.example)),
    ]);

    await eventually(() => expect(notification.deliveries).toHaveLength(3));
    expect(notification.deliveries.every(({ queue }) => queue === submittedToo)).toBe(true);
    open();
  });

  waitingContract(start);
}

function attemptsOf(deliveries: readonly Delivery[]): unknown[] {
  return deliveries.map(({ headers }) => headers[headerNames.attempt] ?? 1);
}
