import { createLogger } from '@meeting-intelligence/telemetry';
import { AppError } from '@meeting-intelligence/errors';
import type { QueueCounts } from '@meeting-intelligence/messaging';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WatchQueues } from './watch-queues.js';

const submitted = 'transcription.job.submitted.v1';
const report = 'ingest.recording.prepared.v1';

/** The ages of the events of each type, the youngest first. */
let recorded: Record<string, number[]>;
let counts: QueueCounts[];
let isAway: boolean;
let watch: WatchQueues;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  registry.resetMetrics();
  [recorded, counts, isAway] = [{}, [], false];
  const bus = {
    counts: async () => {
      if (isAway) throw new AppError('BROKER_UNAVAILABLE', 'away');
      return counts;
    },
  };
  const figures = {
    ageOfYoungest: async (type: string, place: number) => recorded[type]?.[place - 1] ?? null,
  };
  const logger = createLogger({ name: 'ingest', version: '0', env: 'test', pod: 'test' }, 'silent');
  watch = new WatchQueues(bus, figures, { intervalMs: 10_000, logger });
  watch.onApplicationBootstrap();
});
afterEach(async () => {
  await watch.beforeApplicationShutdown();
  vi.useRealTimers();
});

test('of three that wait the oldest is the third youngest event, not one that is in hand', async () => {
  recorded = { 'job.submitted.v1': [1, 20, 300, 5_000] };
  waiting(submitted, 3);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 3, age: 300 });
});

test('a queue without a message has no age, whatever its consumers have in hand', async () => {
  recorded = { 'job.submitted.v1': [900] };
  waiting(submitted, 0);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 0, age: 0 });
});

test('nothing in a queue is older than the time since it was seen empty: a retry is an old event that came now', async () => {
  recorded = { 'job.submitted.v1': [5_000] };
  waiting(submitted, 0);
  await watch.round();
  vi.advanceTimersByTime(10_000);
  waiting(submitted, 1);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 1, age: 10 });
});

test('a report that ingest has not handled is younger than the last that it has', async () => {
  recorded = { 'recording.prepared.v1': [40, 500, 600] };
  waiting(report, 3);
  await watch.round();

  expect(await told(report)).toEqual({ ready: 3, age: 40 });
});

test('tells nothing any more when the broker could not be asked for three rounds', async () => {
  waiting(submitted, 0);
  await watch.round();
  isAway = true;
  await expect(watch.round()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  expect(await told(submitted)).toEqual({ ready: 0, age: 0 });

  vi.advanceTimersByTime(30_001);

  expect(await told(submitted)).toEqual({ ready: undefined, age: undefined });
  expect((await scrape()).body).toContain('queue_looks_total{outcome="failed"} 1\n');
});

function waiting(queue: string, ready: number): void {
  counts = [{ queue, ready, consumers: 0, dead: 0 }];
}

async function told(queue: string) {
  forgetRendering();
  const { body } = await scrape();
  const valueOf = (name: string) => {
    const value = new RegExp(`^${name}\\{queue="${queue}"\\} (\\S+)$`, 'm').exec(body)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  return { ready: valueOf('queue_messages_ready'), age: valueOf('queue_oldest_message_age_seconds') };
}
