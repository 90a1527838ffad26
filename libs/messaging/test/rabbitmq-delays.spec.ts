// How long a message waits in the delay queues, shown on a real broker.
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { startRabbitMq, untilReady } from './rabbitmq.js';
import { ack, failure, newEvent, submitted, subscribeHandler } from './support.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];

test('brings a retry back after its tier, never later than the tier and its jitter ahead of it', async () => {
  const { bus } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [400, 1_000] });
  const times: number[] = [];
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async () => {
      times.push(performance.now());
      return times.length === 1 ? { kind: 'retry', delayMs: 400, failure } : ack;
    },
  });
  await untilReady(bus);

  await bus.publish([newEvent()]);

  await eventually(() => expect(times).toHaveLength(2), { intervalMs: 5 });
  const waited = times[1]! - times[0]!;
  expect(waited).toBeGreaterThan(0.85 * 400 - 5);
  expect(waited).toBeLessThan(400 + 300);
});

test('waits at least as long as the provider asked for, in the smallest tier that covers it', async () => {
  const { bus, channel, config } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [50, 60_000, 120_000] });
  const asked = new AppError('SPEECH_PROVIDER_UNAVAILABLE', '429', { retryAfterMs: 60_000 });
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async () => ({ kind: 'retry', delayMs: 60_000, failure: asked }),
  });
  await untilReady(bus);

  await bus.publish([newEvent()]);

  const message = await eventually(async () => {
    const got = await channel.get(`${config.QUEUE_PREFIX}${submitted}.retry.60s`);
    expect(got).toBeTruthy();
    return got as Exclude<typeof got, false>;
  });
  expect(message.properties.expiration).toBe('60000');
});

test('waits longer than its longest tier where the provider asks for it, and spends one attempt on that', async () => {
  const { bus } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [100, 200], DEFER_DELAYS_MS: [50] });
  const times: number[] = [];
  const attempts: number[] = [];
  subscribeHandler(bus, async (_event, { attempt }) => {
    times.push(performance.now());
    attempts.push(attempt);
    if (attempt > 1) return [];
    throw new AppError('SPEECH_PROVIDER_UNAVAILABLE', '429', { retryAfterMs: 900 });
  });
  await untilReady(bus);

  await bus.publish([newEvent()]);

  await eventually(() => expect(attempts).toEqual([1, 2]));
  const waitedMs = times[1]! - times[0]!;
  expect(waitedMs).toBeGreaterThanOrEqual(890);
  expect(waitedMs).toBeLessThan(2_000);
});
