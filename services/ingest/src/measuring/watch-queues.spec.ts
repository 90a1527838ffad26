import { createLogger } from '@meeting-intelligence/telemetry';
import { AppError } from '@meeting-intelligence/errors';
import type { QueueCounts } from '@meeting-intelligence/messaging';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WatchQueues } from './watch-queues.js';

const submitted = 'transcription.job.submitted.v1';
const report = 'ingest.recording.prepared.v1';

/** The ages of the events of each type, the youngest first; of those the outbox has the first ones. */
let recorded: Record<string, number[]>;
let unsent: Map<string, number>;
/** Queue → when a gateway saw it empty. */
let emptyAt: Map<string, number>;
let counts: QueueCounts[];
let isAway: 'broker' | 'database' | undefined;
let watch: WatchQueues;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  registry.resetMetrics();
  [recorded, unsent, emptyAt, counts, isAway] = [{}, new Map(), new Map(), [], undefined];
  watch = freshGateway();
});
afterEach(async () => {
  await watch.beforeApplicationShutdown();
  vi.useRealTimers();
});

function freshGateway(): WatchQueues {
  const bus = {
    counts: async () => {
      if (isAway === 'broker') throw new AppError('BROKER_UNAVAILABLE', 'away');
      return counts;
    },
  };
  const answered = async <Figures>(figures: Figures) => {
    if (isAway === 'database') throw new AppError('DATABASE_UNAVAILABLE', 'away');
    return figures;
  };
  const figures = {
    ageOfYoungest: (type: string, place: number) => answered(recorded[type]?.[place - 1] ?? null),
    unsent: () => answered(unsent),
    sawEmpty: (queues: readonly string[]) => {
      const now = performance.now();
      for (const queue of queues) emptyAt.set(queue, now);
      return answered(new Map([...emptyAt].map(([queue, at]) => [queue, (now - at) / 1_000])));
    },
  };
  const logger = createLogger({ name: 'ingest', version: '0', env: 'test', pod: 'test' }, 'silent');
  const gateway = new WatchQueues(bus, figures, { intervalMs: 10_000, logger });
  gateway.onApplicationBootstrap();
  return gateway;
}

test('of three that wait the oldest is the third youngest event, not one that is in hand', async () => {
  recorded = { 'job.submitted.v1': [1, 20, 300, 5_000] };
  wasEmptyBefore(submitted, 1_000);
  waiting(submitted, 3);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 3, age: 300 });
});

test('events that are in the outbox still are not those that wait in the queue', async () => {
  recorded = { 'job.submitted.v1': [1, 2, 20, 300, 5_000] };
  unsent = new Map([['job.submitted.v1', 2]]);
  wasEmptyBefore(submitted, 1_000);
  waiting(submitted, 2);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 2, age: 300 });
});

test('a gateway that has just started knows from the others since when a queue is not empty', async () => {
  recorded = { 'job.submitted.v1': [5_000] };
  wasEmptyBefore(submitted, 30);
  waiting(submitted, 1);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 1, age: 30 });
});

test('where nobody knows since when a queue is not empty no age is told, of a retry that came now as of nothing recorded', async () => {
  recorded = { 'job.submitted.v1': [5_000] };
  waiting(submitted, 1);
  await watch.round();
  expect(await told(submitted)).toEqual({ ready: 1, age: undefined });

  recorded = {};
  await watch.round();
  expect(await told(submitted)).toEqual({ ready: 1, age: undefined });
});

test('of a queue that is never empty the age is told once all that waits in it came while it was watched', async () => {
  recorded = { 'job.submitted.v1': [5, 20] };
  waiting(submitted, 2);
  await watch.round();
  expect(await told(submitted)).toEqual({ ready: 2, age: undefined });
  vi.advanceTimersByTime(20_000);
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 2, age: 20 });
});

test('numbers are told without the ages while the database is away', async () => {
  waiting(submitted, 3);
  isAway = 'database';
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: 3, age: undefined });
  expect((await scrape()).body).toContain('queue_looks_total{outcome="ok"} 1\n');
});

test('of a queue that is not there nothing is told, and of the others all', async () => {
  counts = [
    { queue: submitted, ready: undefined, delayed: 4, consumers: undefined, dead: undefined },
    { queue: report, ready: 0, delayed: 1, consumers: 2, dead: 0 },
  ];
  await watch.round();

  expect(await told(submitted)).toEqual({ ready: undefined, age: undefined });
  expect(await told(report)).toEqual({ ready: 0, age: 0 });
  forgetRendering();
  const { body } = await scrape();
  expect(body).toContain(`queue_messages_delayed{queue="${submitted}"} 4\n`);
  expect(body).not.toContain(`queue_messages_dead{queue="${submitted}"}`);
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
  wasEmptyBefore(report, 1_000);
  waiting(report, 3);
  await watch.round();

  expect(await told(report)).toEqual({ ready: 3, age: 40 });
});

test('tells nothing any more when the broker could not be asked for three rounds', async () => {
  waiting(submitted, 0);
  await watch.round();
  isAway = 'broker';
  await expect(watch.round()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  expect(await told(submitted)).toEqual({ ready: 0, age: 0 });

  vi.advanceTimersByTime(30_001);

  expect(await told(submitted)).toEqual({ ready: undefined, age: undefined });
  expect((await scrape()).body).toContain('queue_looks_total{outcome="failed"} 1\n');
});

function waiting(queue: string, ready: number): void {
  counts = [{ queue, ready, delayed: 0, consumers: 0, dead: 0 }];
}

function wasEmptyBefore(queue: string, seconds: number): void {
  emptyAt.set(queue, performance.now() - seconds * 1_000);
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
