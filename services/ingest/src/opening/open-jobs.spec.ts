import { randomUUID } from 'node:crypto';
import { jobSubmitted, meetingDetails, recordingRequested } from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { InMemoryEventBus, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test } from 'vitest';
import { orders } from '../../test/a-job.js';
import { InMemoryJobLedger } from '../adapters/in-memory-job-ledger.js';
import { stepOf } from '../job-step.js';
import { OpenJobs, type AcceptedJob } from './open-jobs.js';

const recordingUrl = 'https://media.cms.example/a.ogg?signature=4d2f';
const webhook = { url: 'https://cms.example/hook', secret: 'a-secret' };
const meeting = meetingDetails.parse(jobSubmitted.example.meeting);
let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let jobs: OpenJobs;

beforeEach(() => {
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  jobs = new OpenJobs(ledger, new InMemoryOutbox(bus), orders);
});

const accepted = (fields: Partial<AcceptedJob> = {}): AcceptedJob => ({
  ...{ id: randomUUID(), owner: 'cms', lane: 'interactive', recording: null, recordingUrl, meeting, webhook },
  ...fields,
});
const open = (...all: AcceptedJob[]) => ledger.transaction((transaction) => jobs.open(transaction, all));

test('an interactive job begins at once: submitted with its recording, requested without', async () => {
  const { recording } = jobSubmitted.schema.parse(jobSubmitted.example);

  const [uploaded, byUrl] = await open(accepted({ recording, recordingUrl: null }), accepted());

  expect(bus.published).toMatchObject([
    { type: jobSubmitted.type, subject: uploaded!.id, generation: 1 },
    { type: recordingRequested.type, subject: byUrl!.id, generation: 1, data: { recordingUrl } },
  ]);
  expect([uploaded, byUrl].map((job) => stepOf(job!.progress.facts))).toEqual(['accepted', 'requested']);
});

test('a bulk job waits: nobody is told of it', async () => {
  const [job] = await open(accepted({ lane: 'bulk' }));

  expect(bus.published).toEqual([]);
  expect(stepOf(job!.progress.facts)).toBe('waiting');
  expect(ledger.history(job!.id)).toEqual([]);
});

test('the order is kept sealed: it opens for this job, and nothing of it stands plain', async () => {
  const [job] = await open(accepted());

  expect(orders.orderOf(job!)).toEqual({ recordingUrl, webhook });
  expect(JSON.stringify(job)).not.toMatch(/4d2f|a-secret/);
  expect(() => orders.orderOf({ ...job!, id: randomUUID() })).toThrow(/does not open/);
});

test('what comes again is the job that is there, and nobody is told twice', async () => {
  const [first, second] = [accepted(), accepted()];
  await open(first);

  const again = await open(second, first);

  expect(again.map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(bus.published).toHaveLength(2);
  await expect(open({ ...first, owner: 'stranger' })).rejects.toThrow(/to be of the owner/);
});

test('an order that another build has written otherwise is one that cannot be handed in, and is not quoted', async () => {
  const [job] = await open(accepted());
  const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
  for (const text of ['{"recordingUrl":7}', 'a-secret'])
    expect(() => orders.orderOf({ ...job!, sealedOrder: keys.seal(text, job!.id) })).toThrow(
      expect.objectContaining({
        code: 'JOB_NOT_RETRYABLE',
        message: 'the order of the job is not one that this build can read',
      }),
    );
});
