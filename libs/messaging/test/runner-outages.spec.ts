// What the runner does while something of our own is away: nothing paid for is lost, nobody is left untold.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  jobFailed,
  recordingPrepared,
  type Envelope,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { AppError, type Code } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createRunner, type Delivery, type Handler, type Outcome, type RunnerOptions } from '../src/index.js';
import { sameAttemptCopy } from '../src/message/copies.js';
import { newEvent, submitted } from './support.js';

const prepared = [recordingPrepared(recordingPrepared.example)];
const lastAttempt = { 'x-attempt': 3 };
let lines: Record<string, unknown>[] = [];
beforeEach(() => void (lines = []));

describe('a failure that is an outage of ours', () => {
  test.each<Code>(['DATABASE_UNAVAILABLE', 'STORAGE_UNAVAILABLE', 'STORAGE_FULL', 'BROKER_UNAVAILABLE'])(
    '%s is "not yet", also on the last attempt, and keeps the checkpoint',
    async (code) => {
      const failure = new AppError(code, 'away', { checkpoint: { parts: 2 } });

      const outcome = await run(async () => Promise.reject(failure), { headers: lastAttempt });

      expect(outcome).toEqual({ kind: 'defer', delayMs: 30_000, checkpoint: { parts: 2 }, failure });
      expect(lines).toMatchObject([
        {
          level: 'warn',
          outcome: 'defer',
          delay_ms: 30_000,
          error_code: code,
          err: { code, message: 'away' },
        },
      ]);
    },
  );

  test('is final where its instance says that waiting does not help', async () => {
    const failure = new AppError('STORAGE_FULL', 'larger than the store', { retryable: false });

    expect(await run(async () => Promise.reject(failure))).toEqual({ kind: 'dead', failure });
  });
});

describe('events that a handler returned', () => {
  test('wait for a broker or a store that is away', async () => {
    const bus = busAwayFor('BROKER_UNAVAILABLE', 'STORAGE_UNAVAILABLE');

    expect(await run(async () => prepared, {}, { bus })).toEqual({ kind: 'ack' });
    expect(bus.publish).toHaveBeenCalledTimes(3);
  });

  test.each<[string, (events: readonly Envelope[]) => Promise<void>]>([
    ['refuses them', async () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'away'))],
    ['does not answer', () => new Promise<void>(() => undefined)],
  ])(
    'are kept when the deadline passes while the bus %s: no attempt is spent, the handler does not run again',
    async (_how, publish) => {
      const event = newEvent();
      const handler = vi.fn<Handler>(async () => prepared);
      const bus = { publish: vi.fn(publish) };

      const outcome = await run(handler, deliveryOf(event), { bus, handlerTimeoutMs: 20 });

      expect(outcome).toMatchObject({
        kind: 'defer',
        failure: { code: expect.stringMatching(/_UNAVAILABLE$/) },
      });
      const published = await publishedNext(outcome, event, handler);
      expect(published).toEqual(bus.publish.mock.calls[0]![0].map(withoutTimes));
      expect(handler).toHaveBeenCalledTimes(1);
    },
  );

  test('are kept when the process has to stop, for the next one to publish', async () => {
    const event = newEvent();
    const stopping = new AbortController();
    const handler = vi.fn<Handler>(async () => prepared);
    const publish = async () => {
      stopping.abort();
      throw new AppError('BROKER_UNAVAILABLE', 'away');
    };

    const outcome = await run(handler, deliveryOf(event), { bus: { publish } }, stopping.signal);

    expect(outcome.kind).toBe('requeue');
    expect(await publishedNext(outcome, event, handler)).toMatchObject([{ type: 'recording.prepared.v1' }]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('are kept for the next attempt when they have no queue', async () => {
    const bus = { publish: async () => Promise.reject(new AppError('EVENT_UNROUTABLE', 'no queue')) };

    expect(await run(async () => prepared, {}, { bus })).toMatchObject({
      kind: 'retry',
      failure: { code: 'EVENT_UNROUTABLE', checkpoint: expect.anything() },
    });
  });

  test('are not kept when they are too large for a message', async () => {
    const bus = { publish: async () => Promise.reject(new AppError('EVENT_UNROUTABLE', 'no queue')) };

    expect(await run(async () => prepared, {}, { bus, claimCheckBytes: 10 })).toMatchObject({
      kind: 'retry',
      failure: { code: 'EVENT_UNROUTABLE', checkpoint: undefined },
    });
  });
});

describe('an event that is given up', () => {
  test.each<Code>(['BROKER_UNAVAILABLE', 'STORAGE_UNAVAILABLE'])(
    'waits with its dead letter until the others are told (%s), and its handler does not run again',
    async (code) => {
      const bus = busAwayFor(code);
      const handler = vi.fn<Handler>(async () => Promise.reject(new AppError('AUDIO_UNREADABLE', 'x')));

      expect(await run(handler, { headers: lastAttempt }, { bus })).toMatchObject({
        kind: 'dead',
        failure: { code: 'AUDIO_UNREADABLE' },
      });
      expect(bus.publish).toHaveBeenCalledTimes(2);
      expect(handler).toHaveBeenCalledTimes(1);
    },
  );

  test('is given back when the process has to stop before the others are told', async () => {
    const stopping = new AbortController();
    const bus = { publish: async () => Promise.reject(new AppError('BROKER_UNAVAILABLE', 'away')) };
    const failing: Handler = async () => Promise.reject(new AppError('AUDIO_UNREADABLE', 'x'));

    const running = run(failing, {}, { bus }, stopping.signal);
    await sleep(20);
    stopping.abort();

    expect(await running).toEqual({ kind: 'requeue', checkpoint: undefined });
  });

  test('comes back later when what tells the others has no queue', async () => {
    const bus = { publish: async () => Promise.reject(new AppError('EVENT_UNROUTABLE', 'no queue')) };
    const failing: Handler = async () => Promise.reject(new AppError('AUDIO_UNREADABLE', 'x'));

    expect(await run(failing, {}, { bus })).toMatchObject({
      kind: 'retry',
      delayMs: 120_000,
      failure: { code: 'AUDIO_UNREADABLE', message: expect.stringContaining('EVENT_UNROUTABLE') },
    });
  });
});

/** What the delivery after `outcome` publishes, on a bus that is there again. */
async function publishedNext(outcome: Outcome, event: Envelope, handler: Handler): Promise<Envelope[]> {
  const { checkpoint } = outcome as { checkpoint?: unknown };
  const copy = sameAttemptCopy(
    { queue: submitted, deliveryCount: 0, headers: {}, ...deliveryOf(event) },
    checkpoint,
  );
  const published: Envelope[] = [];
  const bus = { publish: async (events: readonly Envelope[]) => void published.push(...events) };
  expect(await run(handler, copy, { bus })).toEqual({ kind: 'ack' });
  return published.map(withoutTimes);
}

/** Published later, it has another. */
function withoutTimes(event: Envelope): Envelope {
  return { ...event, time: '', startedat: undefined, waitedms: undefined };
}

function deliveryOf(event: Envelope): Pick<Delivery, 'body'> {
  return { body: Buffer.from(JSON.stringify(event)) };
}

function busAwayFor(...codes: Code[]) {
  return {
    publish: vi.fn(async () => {
      const code = codes.shift();
      if (code) throw new AppError(code, 'away');
    }),
  };
}

function run(
  handler: Handler,
  delivery: Partial<Delivery> = {},
  options: Partial<RunnerOptions> = {},
  stop = new AbortController().signal,
): Promise<Outcome> {
  const write = (line: string) => void lines.push(JSON.parse(line));
  const runner = createRunner({
    service: 'transcription',
    bus: { publish: async () => undefined },
    handlers: new Map([['job.submitted.v1', handler]]),
    onGivenUp: (): EventDraft[] => [jobFailed(jobFailed.example)],
    retryDelaysMs: [60_000, 120_000],
    handlerTimeoutMs: 60_000,
    claimCheckBytes: 262_144,
    logger: createLogger({ name: 'transcription', version: '0' }, 'info', { write }),
    ...options,
  });
  return runner(
    { queue: submitted, headers: {}, deliveryCount: 0, ...deliveryOf(newEvent()), ...delivery },
    stop,
  );
}
