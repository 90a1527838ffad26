import { randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobErased,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test } from 'vitest';
import { jobAfter } from '../../test/a-job.js';
import { InMemoryJobLedger } from '../adapters/in-memory-job-ledger.js';
import { stateOf } from '../job-state.js';
import { EraseJob } from './erase-job.js';

let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let jobs: EraseJob;

beforeEach(() => {
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  jobs = new EraseJob(ledger, new InMemoryOutbox(bus));
});

const ended = (): Promise<string> => jobAfter(ledger, recordingPrepared, meetingCompleted);

test.each<[string, EventDefinition]>([
  ['completed', meetingCompleted],
  ['failed', stageFailed],
  ['cancelled', jobCancelled],
])('a job that is %s is gone with its history, and everybody is told', async (_status, event) => {
  const id = await jobAfter(ledger, event);

  expect(await jobs.erase(id, 'default')).toBe(true);

  expect(await ledger.find(id)).toBeUndefined();
  expect(ledger.history(id)).toEqual([]);
  expect(bus.published).toMatchObject([
    { type: jobErased.type, subject: id, owner: 'default', source: 'ingest', generation: 1, data: {} },
  ]);
});

test('erasing it again, and many times at once, is the same and tells nobody twice', async () => {
  const id = await ended();

  const all = await Promise.all(Array.from({ length: 5 }, () => jobs.erase(id, 'default')));

  expect(all.filter(Boolean)).toHaveLength(1);
  expect(await jobs.erase(id, 'default')).toBe(false);
  expect(bus.published).toHaveLength(1);
});

test('a job that goes on stays as it is', async () => {
  const id = await jobAfter(ledger, recordingPrepared);

  await expect(jobs.erase(id, 'default')).rejects.toMatchObject({ code: 'JOB_NOT_ENDED' });

  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'processing' });
  expect(bus.published).toEqual([]);
});

test('a job of another owner is not there, also when it was erased, nor is one that never was', async () => {
  const notFound = { code: 'JOB_NOT_FOUND' };
  const id = await ended();

  await expect(jobs.erase(id, 'stranger')).rejects.toMatchObject(notFound);
  expect(await ledger.find(id)).toBeDefined();
  await jobs.erase(id, 'default');
  await expect(jobs.erase(id, 'stranger')).rejects.toMatchObject(notFound);
  await expect(jobs.erase(randomUUID(), 'default')).rejects.toMatchObject(notFound);
});

test('where nobody can be told, nothing is deleted', async () => {
  const id = await ended();
  bus.failWith(new AppError('DATABASE_UNAVAILABLE', 'away'));

  await expect(jobs.erase(id, 'default')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });

  expect(await ledger.find(id)).toBeDefined();
  expect(await ledger.wasErased(id, 'default')).toBe(false);
});
