import { randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  recordingRequested,
  stageFailed,
  type EventDefinition,
  type JobSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { deterministicId, InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test, vi } from 'vitest';
import { eventOf, openJob, openWaitingJob, orders, record } from '../../test/a-job.js';
import { InMemoryJobLedger } from '../adapters/in-memory-job-ledger.js';
import { stateOf } from '../job-state.js';
import { OpenJobs } from '../opening/open-jobs.js';
import { RetryJob } from './retry-job.js';

const { recording, meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
const webhook = { url: 'https://cms.example/hook', secret: 'a-secret' };
let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let jobs: RetryJob;
let id: string;

beforeEach(async () => {
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  jobs = new RetryJob(ledger, new InMemoryOutbox(bus), orders);
  id = randomUUID();
});

async function open(how: { recording: typeof recording | null; recordingUrl: string | null }): Promise<void> {
  const opening = new OpenJobs(ledger, new InMemoryOutbox(new InMemoryEventBus()), orders);
  const accepted = { id, owner: 'default', lane: 'interactive', meeting, webhook, ...how } as const;
  await ledger.transaction((transaction) => opening.open(transaction, [accepted]));
}
const openUploaded = () => open({ recording, recordingUrl: null });
const arrive = (definition: EventDefinition, generation?: number) =>
  record(ledger, eventOf(definition, id, { generation }));
const statusOf = async () => stateOf((await ledger.find(id))!.progress);

test('a failed job is pending again, in a new generation, and submitted under an id that follows from that', async () => {
  await openUploaded();
  await arrive(stageFailed);

  const job = await jobs.retry(id, 'default');

  expect(job.progress.generation).toBe(2);
  expect(stateOf(job.progress)).toMatchObject({ status: 'pending', stage: null, error: null });
  const [event] = bus.published as [JobSubmitted];
  expect(event).toMatchObject({
    ...{ type: jobSubmitted.type, subject: id, generation: 2, owner: 'default' },
    id: deterministicId(id, jobSubmitted.type, 2),
    data: { recording, meeting, webhook: { url: webhook.url } },
  });
  expect(event.data.webhook!.secret).not.toContain('a-secret');
  expect(ledger.history(id).at(-1)).toMatchObject({ eventId: event.id, generation: 2 });
});

test('a job whose recording was never got hold of asks for it again', async () => {
  const recordingUrl = 'https://media.cms.example/a.ogg?signature=4d2f';
  await open({ recording: null, recordingUrl });
  await arrive(stageFailed);

  const job = await jobs.retry(id, 'default');

  expect(stateOf(job.progress)).toMatchObject({ status: 'pending', stage: null });
  expect(bus.published).toMatchObject([
    { type: recordingRequested.type, generation: 2, data: { recordingUrl } },
  ]);
});

test('a job may be retried as often as it fails', async () => {
  await openUploaded();
  for (const generation of [1, 2, 3]) {
    await arrive(stageFailed, generation);
    expect((await jobs.retry(id, 'default')).progress.generation).toBe(generation + 1);
  }
});

test('of two at once one makes the new generation, and the other learns that the job has not failed', async () => {
  await openUploaded();
  await arrive(stageFailed);

  const results = await Promise.allSettled([jobs.retry(id, 'default'), jobs.retry(id, 'default')]);

  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(bus.published).toHaveLength(1);
  expect((await ledger.find(id))!.progress.generation).toBe(2);
});

test.each([
  ['pending', undefined],
  ['processing', recordingPrepared],
  ['completed', meetingCompleted],
  ['cancelled', jobCancelled],
] as const)('a job that is %s is left alone, and its status named', async (status, event) => {
  await openUploaded();
  if (event) await arrive(event);

  await expect(jobs.retry(id, 'default')).rejects.toMatchObject({
    code: 'JOB_NOT_FAILED',
    message: expect.stringContaining(status) as string,
  });
  expect(bus.published).toEqual([]);
});

test('a job of an older build, which kept no order, cannot be retried', async () => {
  await openJob(ledger, { id });
  await arrive(stageFailed);

  await expect(jobs.retry(id, 'default')).rejects.toMatchObject({ code: 'JOB_NOT_RETRYABLE' });
  expect(await statusOf()).toMatchObject({ status: 'failed' });
});

test('nor can one whose order does not open', async () => {
  await openWaitingJob(ledger, { id, sealedOrder: 'v1.k9.lost' });
  await arrive(stageFailed);

  await expect(jobs.retry(id, 'default')).rejects.toMatchObject({ code: 'JOB_NOT_RETRYABLE' });
});

test('a job of the bulk lane waits for its turn again, and nobody else is told', async () => {
  await openWaitingJob(ledger, { id });
  await arrive(recordingRequested);
  await arrive(stageFailed);

  const job = await jobs.retry(id, 'default');

  expect(job.progress).toMatchObject({ generation: 2, facts: { waiting: {} } });
  expect(stateOf(job.progress)).toMatchObject({ status: 'pending', stage: null });
  expect(bus.published).toEqual([]);
});

test('a job of another owner is not there, nor is one that never was', async () => {
  await openUploaded();
  await arrive(stageFailed);

  await expect(jobs.retry(id, 'stranger')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  await expect(jobs.retry(randomUUID(), 'default')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  expect(await statusOf()).toMatchObject({ status: 'failed' });
});

test('a retry that came true before answers the job as it is, once its key let it pass', async () => {
  await openUploaded();
  await arrive(stageFailed);
  const { progress } = await jobs.retry(id, 'default');
  bus.published.length = 0;
  const hold = vi.fn(() => Promise.resolve());
  const again = await jobs.retry(id, 'default', { hold, cameTrueBefore: true });

  expect(again.progress).toEqual(progress);
  expect(hold).toHaveBeenCalledOnce();
  expect(bus.published).toEqual([]);
});

test('a job that cannot be retried holds no key', async () => {
  const hold = vi.fn(() => Promise.resolve());
  await openUploaded();

  await expect(jobs.retry(id, 'stranger', { hold, cameTrueBefore: false })).rejects.toThrow();
  expect(hold).not.toHaveBeenCalled();
});

test('a job that cannot be handed in stays failed', async () => {
  await openUploaded();
  await arrive(stageFailed);
  bus.failWith(new AppError('DATABASE_UNAVAILABLE', 'away'));

  await expect(jobs.retry(id, 'default')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(await statusOf()).toMatchObject({ status: 'failed' });
});

test('a dead letter of the generation before, replayed beside the retry, gives the new one no second outcome', async () => {
  await openUploaded();
  await arrive(stageFailed);
  await jobs.retry(id, 'default');

  // The replay is of the same generation as the retry (docs/adr/0005): whatever ends first is how it ended.
  await arrive(meetingCompleted, 2);
  await arrive(stageFailed, 2);

  expect(await statusOf()).toMatchObject({ status: 'completed', error: null });
  await expect(jobs.retry(id, 'default')).rejects.toMatchObject({ code: 'JOB_NOT_FAILED' });
});

test('what a replay reported before the retry counts: the retry is of the generation after it', async () => {
  await openUploaded();
  await arrive(stageFailed);
  await arrive(stageFailed, 2);

  expect((await jobs.retry(id, 'default')).progress.generation).toBe(3);
  // A late report of the replay is of an older generation.
  await arrive(meetingCompleted, 2);
  expect(await statusOf()).toMatchObject({ status: 'pending' });
});
