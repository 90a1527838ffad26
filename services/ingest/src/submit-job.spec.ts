import { randomUUID } from 'node:crypto';
import { jobSubmitted, type Envelope, type JobSubmitted } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { JobOrders } from './opening/job-orders.js';
import { OpenJobs } from './opening/open-jobs.js';
import { SubmitJob } from './submit-job.js';

const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const secret = 'a-secret-of-the-cms';
const webhook = { url: 'https://cms.example/hooks/meetings', secret };
const data = jobSubmitted.schema.parse({ ...jobSubmitted.example, webhook });
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

function submit(submitted: JobSubmitted['data'] = data, alongside?: () => Promise<void>) {
  const store: Partial<ObjectStore> = { delete: async (key) => void deleted.push(key) };
  const jobs = new OpenJobs(ledger, new InMemoryOutbox(bus), new JobOrders(keys));
  return new SubmitJob(ledger, jobs, store as ObjectStore).submit(id, 'cms', submitted, alongside);
}

test('opens a pending job and tells of it once, under an id that follows from the job', async () => {
  const job = await submit();

  expect(job).toMatchObject({ id, owner: 'cms', progress: { generation: 1, facts: {} } });
  const [event] = bus.published as [Envelope];
  expect(event).toMatchObject({
    type: jobSubmitted.type,
    subject: id,
    source: 'ingest',
    owner: 'cms',
    generation: 1,
    data: { ...data, webhook: { url: webhook.url, secret: expect.any(String) as string } },
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

test('tells of the secret sealed, for this job alone', async () => {
  await submit();

  const [event] = bus.published as [JobSubmitted];
  expect(JSON.stringify(bus.published)).not.toContain(secret);
  expect(keys.open(event.data.webhook?.secret ?? '', id)).toBe(secret);
  expect(() => keys.open(event.data.webhook?.secret ?? '', randomUUID())).toThrow(/does not open/);
});

test('seals what looks sealed already: it opens to what the CMS sent', async () => {
  const sealedBefore = keys.seal('of another job', randomUUID());
  await submit({ ...data, webhook: { ...webhook, secret: sealedBefore } });

  const [event] = bus.published as [JobSubmitted];
  expect(keys.open(event.data.webhook?.secret ?? '', id)).toBe(sealedBefore);
});

test.each([
  ['a webhook without a secret', { ...webhook, secret: null }],
  ['no webhook', null],
])('leaves %s as it is', async (_, without) => {
  await submit({ ...data, webhook: without });

  expect(bus.published).toMatchObject([{ data: { webhook: without } }]);
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

test('keeps the recording of a job that will be written down although nobody sees it yet', async () => {
  const transaction = ledger.transaction.bind(ledger);
  ledger.transaction = async (work) => {
    await transaction(work);
    throw new AppError('DATABASE_UNAVAILABLE', 'the connection broke while the commit waited for a standby');
  };
  ledger.find = async () => undefined;

  await expect(submit()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(deleted).toEqual([]);
});

test('a job that is there already is answered as it is, and what came with it again is thrown away', async () => {
  const job = await submit();
  const again = { ...data, recording: { ...data.recording, key: `resubmitted/${id}/1` } };

  expect(await submit(again)).toEqual(job);
  expect(deleted).toEqual([again.recording.key]);
  expect(bus.published).toHaveLength(1);
});

test('what may not become the job leaves that one its recording', async () => {
  await submit();
  const zombie = { ...data, recording: { ...data.recording, key: `resubmitted/${id}/1` } };
  const refuse = async () => Promise.reject(new AppError('IDEMPOTENCY_KEY_IN_USE', 'taken over'));

  await expect(submit(zombie, refuse)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_USE' });
  expect(deleted).toEqual([zombie.recording.key]);
});
