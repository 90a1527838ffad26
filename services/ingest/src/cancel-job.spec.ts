import { randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobSubmitted,
  meetingCompleted,
  recordingRequested,
  stageFailed,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { eventOf, openJob, openWaitingJob, orders, record } from '../test/a-job.js';
import { CancelJob } from './cancel-job.js';
import { stateOf } from './job-state.js';

let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let jobs: CancelJob;
let id: string;

beforeEach(async () => {
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  jobs = new CancelJob(ledger, new InMemoryOutbox(bus), orders);
  id = await openJob(ledger);
});

const arrive = (definition: EventDefinition, generation?: number) =>
  record(ledger, eventOf(definition, id, { generation }));

test('ends the job at once, and tells of it with the generation the job is in', async () => {
  await arrive(stageFailed);
  await arrive(jobSubmitted, 2);

  const job = await jobs.cancel(id, 'default');

  expect(stateOf(job.progress)).toMatchObject({ status: 'cancelled', stage: null, error: null });
  expect(bus.published).toMatchObject([
    { type: jobCancelled.type, subject: id, source: 'ingest', generation: 2, data: {} },
  ]);
  expect(ledger.history(id).at(-1)).toMatchObject({ type: jobCancelled.type, eventId: bus.published[0]!.id });
});

test('a job that is cancelled already is shown as it is, and nobody is told again', async () => {
  const first = await jobs.cancel(id, 'default');

  expect(await jobs.cancel(id, 'default')).toEqual(first);
  expect(bus.published).toHaveLength(1);
  expect(ledger.history(id)).toHaveLength(2);
});

test.each([
  ['completed', meetingCompleted],
  ['failed', stageFailed],
] as const)('a job that is %s stays so', async (status, end) => {
  await arrive(end);

  await expect(jobs.cancel(id, 'default')).rejects.toMatchObject({
    code: 'JOB_ENDED',
    message: expect.stringContaining(status) as string,
  });
  expect(bus.published).toEqual([]);
  expect(ledger.history(id)).toHaveLength(2);
});

test('there is no job to cancel', async () => {
  await expect(jobs.cancel(randomUUID(), 'default')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
});

test('a job of another owner is not there, and goes on', async () => {
  await expect(jobs.cancel(id, 'stranger')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });

  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'pending' });
  expect(bus.published).toEqual([]);
});

test('a job whose end cannot be told goes on', async () => {
  bus.failWith(new AppError('DATABASE_UNAVAILABLE', 'away'));

  await expect(jobs.cancel(id, 'default')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'pending' });
});

test('a job that waits for its turn is over too, and its request goes along: it says whom to tell', async () => {
  const waiting = await openWaitingJob(ledger, { recordingUrl: 'https://media.cms.example/a.ogg' });

  const job = await jobs.cancel(waiting, 'default');

  expect(stateOf(job.progress)).toMatchObject({ status: 'cancelled' });
  expect(job.sealedOrder).toBeNull();
  expect(bus.published.map(({ type }) => type)).toEqual([recordingRequested.type, jobCancelled.type]);
  expect(ledger.history(waiting)).toHaveLength(2);
});

test('a job that waits is cancelled also when its order does not open any more', async () => {
  const waiting = await openWaitingJob(ledger, { sealedOrder: 'v1.k9.lost' });

  await jobs.cancel(waiting, 'default');

  expect(bus.published.map(({ type }) => type)).toEqual([jobCancelled.type]);
});
