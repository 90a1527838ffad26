import { randomUUID } from 'node:crypto';
import { jobSubmitted, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { SubmitJob } from './submit-job.js';

const data = jobSubmitted.schema.parse(jobSubmitted.example);
let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let deleted: string[];
let id: string;

beforeEach(() => {
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  deleted = [];
  id = randomUUID();
});

function submit() {
  const store: Partial<ObjectStore> = { delete: async (key) => void deleted.push(key) };
  return new SubmitJob(ledger, new InMemoryOutbox(bus), store as ObjectStore).submit(id, data);
}

test('opens a pending job and tells of it once, under an id that follows from the job', async () => {
  const job = await submit();

  expect(job).toMatchObject({ id, progress: { generation: 1, facts: {} } });
  const [event] = bus.published as [Envelope];
  expect(event).toMatchObject({
    type: jobSubmitted.type,
    subject: id,
    source: 'ingest',
    owner: 'default',
    generation: 1,
    data,
  });
  expect(ledger.history(id)).toMatchObject([{ eventId: event.id, type: jobSubmitted.type }]);
  expect(deleted).toEqual([]);
});

test('keeps neither the secret nor the path of the webhook in the history', async () => {
  await submit();

  const history = JSON.stringify(ledger.history(id));
  expect(history).toContain('cms.example');
  expect(history).not.toMatch(/a-secret-of-the-cms|hooks/);
});

test('a job that cannot be written down leaves no recording', async () => {
  bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));

  await expect(submit()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  expect(await ledger.find(id)).toBeUndefined();
  expect(deleted).toEqual([data.recording.key]);
});

test('keeps the recording of a job that was written down although the answer was lost', async () => {
  const transaction = ledger.transaction.bind(ledger);
  ledger.transaction = async (work) => {
    await transaction(work);
    throw new AppError('DATABASE_UNAVAILABLE', 'the connection broke');
  };

  await expect(submit()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(deleted).toEqual([]);
});

test('keeps the recording while nobody can say whether the job exists', async () => {
  ledger.transaction = ledger.find = async () => {
    throw new AppError('DATABASE_UNAVAILABLE', 'the connection broke');
  };

  await expect(submit()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(deleted).toEqual([]);
});
