import {
  analysisCompleted,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  recordingRequested,
  transcriptCreated,
  transcriptionSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, InMemoryOutbox, queueName } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { jobAfter, orders } from '../test/a-job.js';
import { stateOf } from './job-state.js';
import { WatchDeadlines } from './watch-deadlines.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
let told: InMemoryEventBus;
let ledger: InMemoryJobLedger;
/** Work queue → what waits in it, on each look; the last number is repeated. */
let waiting: Map<string, number[]>;
let looks: number;

beforeEach(() => {
  told = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  waiting = new Map();
  looks = 0;
});
afterEach(() => void vi.useRealTimers());

function watchdog(deadlineMs = 0, handlerTimeoutMs = 0) {
  const bus = {
    waiting: async (service: string, type: string) => {
      looks += 1;
      const counts = waiting.get(queueName(service, type)) ?? [0];
      return counts.length > 1 ? counts.shift()! : counts[0]!;
    },
  };
  const settings = { deadlineMs, handlerTimeoutMs, intervalMs: 1, lookAgainMs: 1, logger };
  return new WatchDeadlines(ledger, new InMemoryOutbox(told), bus, orders, settings);
}

const notStopping = new AbortController().signal;
const round = (deadlineMs?: number) => watchdog(deadlineMs).round(notStopping);

/** From here on nothing but `vi.advanceTimersByTime` moves the clocks that are asked. */
const stopClocks = () => vi.useFakeTimers({ toFake: ['Date', 'performance'] });

const statusOf = async (id: string) => stateOf((await ledger.find(id))!.progress).status;

test.each([
  ['transcription', 'ingest has not handled recording.requested.v1', [recordingRequested]],
  ['transcription', 'transcription has not handled job.submitted.v1', []],
  ['transcription', 'transcription has not handled recording.prepared.v1', [recordingPrepared]],
  ['transcription', 'transcription has not handled transcription.submitted.v1', [transcriptionSubmitted]],
  ['analysis', 'analysis has not handled transcript.created.v1', [transcriptCreated]],
  [
    'persistence',
    'persistence has not handled transcript.created.v1',
    [transcriptCreated, analysisCompleted],
  ],
  [
    'persistence',
    'persistence has not handled analysis.completed.v1',
    [transcriptCreated, meetingTranscribed, analysisCompleted],
  ],
])('fails a job that got lost in %s, once, and says that %s', async (stage, reason, events) => {
  const id = await jobAfter(ledger, ...events);

  await round();
  await round();

  expect(told.published).toMatchObject([
    {
      ...{ type: jobFailed.type, subject: id, source: 'ingest', generation: 1 },
      data: {
        error: {
          ...{ code: 'JOB_DEADLINE_EXCEEDED', retryable: false, stage },
          message: `expected to hear of the job within 0 s: it is at the stage ${stage}, where ${reason}`,
        },
      },
    },
  ]);
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({
    status: 'failed',
    error: { code: 'JOB_DEADLINE_EXCEEDED', stage },
  });
  expect(ledger.history(id).at(-1)).toMatchObject({ type: jobFailed.type, eventId: told.published[0]!.id });
});

test('asks nobody while no job is past its deadline', async () => {
  await jobAfter(ledger);

  await round(60_000);

  expect(looks).toBe(0);
  expect(told.published).toEqual([]);
});

test('leaves jobs alone that have ended', async () => {
  await jobAfter(ledger, meetingCompleted);

  await round();

  expect(told.published).toEqual([]);
});

test.each([
  ['requested', 'ingest.recording.requested.v1', [recordingRequested]],
  ['prepared', 'transcription.recording.prepared.v1', [recordingPrepared]],
  ['transcribed', 'analysis.transcript.created.v1', [transcriptCreated]],
  ['transcribed', 'persistence.transcript.created.v1', [transcriptCreated]],
  ['analysed', 'persistence.analysis.completed.v1', [analysisCompleted]],
])('a job that is %s is merely queued while messages wait in %s', async (_step, queue, events) => {
  const id = await jobAfter(ledger, ...events);
  waiting.set(queue, [1]);
  await round();
  expect(told.published).toEqual([]);

  waiting.clear();
  await round();

  expect(await statusOf(id)).toBe('failed');
});

test('a job that was overtaken is not merely queued, however many messages wait', async () => {
  const lost = await jobAfter(ledger, recordingPrepared);
  await sleep(2); // times are whole milliseconds
  const overtaking = await jobAfter(ledger, recordingPrepared, transcriptionSubmitted);
  await sleep(2);
  const queued = await jobAfter(ledger, recordingPrepared);
  waiting.set('transcription.recording.prepared.v1', [7]);
  waiting.set('transcription.transcription.submitted.v1', [7]);

  await round();

  expect(await statusOf(lost)).toBe('failed');
  expect([await statusOf(overtaking), await statusOf(queued)]).toEqual(['processing', 'processing']);
});

test('a queue is empty when nobody can have its last message in hand any more', async () => {
  stopClocks();
  const id = await jobAfter(ledger, recordingPrepared);
  const watching = watchdog(0, 60_000);
  await watching.round(notStopping);
  vi.advanceTimersByTime(59_000);
  waiting.set('transcription.recording.prepared.v1', [1]);
  await watching.round(notStopping);
  waiting.clear();
  vi.advanceTimersByTime(59_000);
  await watching.round(notStopping);
  vi.advanceTimersByTime(59_000);
  await watching.round(notStopping);
  expect(await statusOf(id)).toBe('processing');

  vi.advanceTimersByTime(1_000);
  await watching.round(notStopping);

  expect(await statusOf(id)).toBe('failed');
});

test('a queue that could not be looked at for a while may have had messages', async () => {
  stopClocks();
  const id = await jobAfter(ledger, recordingPrepared);
  const watching = watchdog(0, 60_000);
  await watching.round(notStopping);
  const look = vi.spyOn(waiting, 'get').mockImplementation(() => {
    throw new AppError('BROKER_UNAVAILABLE', 'away');
  });
  await expect(watching.round(notStopping)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  look.mockRestore();
  vi.advanceTimersByTime(60_000);

  await watching.round(notStopping);

  expect(await statusOf(id)).toBe('processing');
});

test('reports of the steps that a job has behind it do not matter', async () => {
  const id = await jobAfter(ledger, transcriptCreated);
  waiting.set('ingest.recording.prepared.v1', [1]);
  waiting.set('ingest.transcription.submitted.v1', [1]);

  await round();

  expect(await statusOf(id)).toBe('failed');
});

test('under a load that never ends, with reports waiting at every look, a lost job fails one deadline later', async () => {
  stopClocks();
  const id = await jobAfter(ledger, transcriptCreated);
  waiting.set('ingest.analysis.completed.v1', [3]);
  vi.advanceTimersByTime(19_999);
  await round(10_000);
  expect(await statusOf(id)).toBe('processing');

  vi.advanceTimersByTime(1);
  await round(10_000);

  expect(await statusOf(id)).toBe('failed');
});

test.each([
  [transcriptCreated, 'ingest.analysis.completed.v1'],
  [transcriptCreated, 'ingest.stage.failed.v1'],
  [analysisCompleted, 'ingest.meeting.completed.v1'],
])('after %o does not judge while %s wait to be recorded', async (fact, queue) => {
  stopClocks();
  await jobAfter(ledger, fact);
  vi.advanceTimersByTime(10_000);
  waiting.set(queue, [1]);

  await round(10_000);

  expect(told.published).toEqual([]);
});

test('looks again: a message may be on its way from one queue to the other', async () => {
  await jobAfter(ledger);
  waiting.set('transcription.job.submitted.v1', [0, 1]);

  await round();

  expect(told.published).toEqual([]);
});

test('looks once more when the jobs are locked: their events may have come from the outbox meanwhile', async () => {
  await jobAfter(ledger);
  waiting.set('transcription.job.submitted.v1', [0, 0, 1]);

  await round();

  expect(told.published).toEqual([]);
});

test('what came from the outbox at the last moment may be in hand at the next look', async () => {
  const id = await jobAfter(ledger, recordingPrepared);
  stopClocks();
  const watching = watchdog(0, 60_000);
  await watching.round(notStopping);
  vi.advanceTimersByTime(60_000);
  waiting.set('transcription.recording.prepared.v1', [0, 0, 1, 0]);
  await watching.round(notStopping);

  await watching.round(notStopping);

  expect(await statusOf(id)).toBe('processing');
});

test('does nothing while the broker is away', async () => {
  await jobAfter(ledger);
  const away = new AppError('BROKER_UNAVAILABLE', 'away');
  const settings = { deadlineMs: 0, handlerTimeoutMs: 0, intervalMs: 1, logger };
  const bus = { waiting: () => Promise.reject(away) };
  const blind = new WatchDeadlines(ledger, new InMemoryOutbox(told), bus, orders, settings);

  await expect(blind.round(notStopping)).rejects.toBe(away);
  expect(told.published).toEqual([]);
});

test('fails as many as there are in one round', async () => {
  for (let count = 0; count < 120; count += 1) await jobAfter(ledger);

  await round();

  expect(told.published.filter(({ type }) => type === jobFailed.type)).toHaveLength(120);
  expect(told.published.some(({ type }) => type === jobSubmitted.type)).toBe(false);
});
