import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  analysisCompleted,
  jobCancelled,
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  recordingRequested,
  stageFailed,
  transcriptCreated,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { eventOf, jobAfter, openJob, openWaitingJob, record } from '../../test/a-job.js';
import type { JobLedger } from '../job-ledger.js';
import { newJobProgress, progressAfter } from '../job-progress.js';
import { recordingKey } from '../recordings/recording-key.js';
import { stepNames, type Step } from '../job-step.js';
import { ledgerEntryOf, type LedgerEntry } from '../ledger-entry.js';
import { eraseJobsContract } from './erase-jobs.contract.js';

/** The example as a service gets it. */
const submitted = jobSubmitted.schema.parse(jobSubmitted.example);

/**
 * What every `JobLedger` has to do; `historyOf` looks at the stored entries, in their order. Longer than other files, because a
 * second suite would be a second contract.
 */
export function jobLedgerContract(
  make: () => JobLedger,
  historyOf: (jobId: string) => Promise<readonly LedgerEntry[]>,
): void {
  let ledger: JobLedger;
  let id: string;
  beforeEach(() => {
    ledger = make();
    id = randomUUID();
  });

  describe('erasing', () => eraseJobsContract(make, historyOf));

  const lockOverdue = (step: Step, onlyOvertaken = false, deadlineMs = 0) =>
    ledger.transaction(async (transaction) => {
      const jobs = await ledger.lockOverdue(transaction, step, { deadlineMs, onlyOvertaken, limit: 1_000 });
      return jobs.map((job) => job.id);
    });

  test('finds a job as it was opened', async () => {
    const { recording, meeting } = submitted;
    const job = { id, owner: 'default', recording, meeting, webhookUrl: 'https://cms.example/hook' };
    const first = ledgerEntryOf(eventOf(jobSubmitted, id));
    const opened = await ledger.transaction((transaction) => ledger.open(transaction, job, first));

    expect(await ledger.find(id)).toEqual(opened);
    expect(opened).toMatchObject({
      ...job,
      lastSequence: 1,
      progress: { generation: 1, facts: {} },
    });
    expect(await historyOf(id)).toEqual([first]);
  });

  test('finds a job for its owner, and for nobody else', async () => {
    await openJob(ledger, { id });

    expect(await ledger.find(id, 'default')).toMatchObject({ id });
    expect(await ledger.find(id, 'stranger')).toBeUndefined();
  });

  test('does not find what is not there', async () => {
    expect(await ledger.find(randomUUID())).toBeUndefined();
    expect(await ledger.transaction((transaction) => ledger.lock(transaction, randomUUID()))).toBeUndefined();
  });

  test('keeps progress and history', async () => {
    await openJob(ledger, { id });
    await record(ledger, eventOf(recordingPrepared, id));
    await record(ledger, eventOf(transcriptCreated, id));

    expect(await ledger.find(id)).toMatchObject({
      lastSequence: 3,
      progress: { facts: { prepared: {}, transcribed: { engine: transcriptCreated.example.engine } } },
    });
    expect((await historyOf(id)).map(({ type }) => type)).toEqual([
      jobSubmitted.type,
      recordingPrepared.type,
      transcriptCreated.type,
    ]);
  });

  test('keeps a recording that comes after the job', async () => {
    const { recording, meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
    const requested = eventOf(recordingRequested, id);
    const job = { id, owner: 'default', recording: null, meeting, webhookUrl: null };
    await ledger.transaction((transaction) =>
      ledger.open(transaction, job, ledgerEntryOf(requested), progressAfter(newJobProgress, requested)),
    );
    expect(await ledger.find(id)).toMatchObject({ recording: null, progress: { facts: { requested: {} } } });
    expect(await lockOverdue('requested')).toContain(id);

    await ledger.transaction(async (transaction) => {
      const locked = (await ledger.lock(transaction, id))!;
      const submitted = eventOf(jobSubmitted, id);
      await ledger.addRecording(transaction, id, recording);
      await ledger.advance(transaction, locked, progressAfter(locked.progress, submitted), [
        ledgerEntryOf(submitted),
      ]);
    });

    expect(await ledger.find(id)).toMatchObject({ recording, lastSequence: 2 });
    expect(await lockOverdue('requested')).not.toContain(id);
    expect(await lockOverdue('accepted')).toContain(id);
  });

  test('keeps the order of a job until it completes or is cancelled, and that of one that failed', async () => {
    const orderAfter = async (...definitions: EventDefinition[]) => {
      const waiting = await openWaitingJob(ledger, { sealedOrder: 'sealed' });
      for (const definition of definitions) await record(ledger, eventOf(definition, waiting));
      return (await ledger.find(waiting))!.sealedOrder;
    };

    expect(await orderAfter()).toBe('sealed');
    expect(await orderAfter(recordingRequested, jobSubmitted)).toBe('sealed');
    expect(await orderAfter(jobSubmitted, stageFailed)).toBe('sealed');
    expect(await orderAfter(jobSubmitted, meetingCompleted)).toBeNull();
    expect(await orderAfter(jobCancelled)).toBeNull();
    expect((await ledger.find(await openJob(ledger)))!.sealedOrder).toBeNull();
  });

  test('a job that waits for its turn has no history, is pending, and never past its deadline', async () => {
    await openWaitingJob(ledger, { id });

    expect(await ledger.find(id)).toMatchObject({ lane: 'bulk', recording: null, lastSequence: 0 });
    expect(await historyOf(id)).toEqual([]);
    expect(await ledger.overdueSteps(0)).not.toContain('waiting');
    expect((await Promise.all(stepNames.map((step) => lockOverdue(step)))).flat()).not.toContain(id);

    await record(ledger, eventOf(recordingRequested, id));

    expect(await ledger.find(id)).toMatchObject({ lastSequence: 1 });
    expect(await lockOverdue('requested')).toContain(id);
    await record(ledger, eventOf(stageFailed, id));
  });

  test('opens many jobs at once: all of them, in their order, or none', async () => {
    const { recording, meeting } = submitted;
    const ids: string[] = Array.from({ length: 100 }, () => randomUUID());
    const openings = ids.map((each) => ({
      job: { id: each, owner: 'default', recording, meeting, webhookUrl: null },
      progress: newJobProgress,
      entries: [ledgerEntryOf(eventOf(jobSubmitted, each))],
    }));
    const openAll = () => ledger.transaction((transaction) => ledger.openAll(transaction, openings));

    const opened = await openAll();

    expect(opened.map((job) => job.id)).toEqual(ids);
    expect(await historyOf(ids[99]!)).toHaveLength(1);
    openings.unshift({ ...openings[0]!, job: { ...openings[0]!.job, id } });
    await expect(openAll()).rejects.toThrow();
    expect(await ledger.find(id)).toBeUndefined();
    const found = await ledger.transaction((transaction) => ledger.findAll(transaction, [id, ...ids]));
    expect(new Set(found.map((job) => job.id))).toEqual(new Set(ids));
  });

  test('numbers several entries at once', async () => {
    await openJob(ledger, { id });
    await ledger.transaction(async (transaction) => {
      const job = (await ledger.lock(transaction, id))!;
      const entries = [recordingPrepared, transcriptCreated].map((one) => ledgerEntryOf(eventOf(one, id)));
      await ledger.advance(transaction, job, job.progress, entries);
    });
    await record(ledger, eventOf(analysisCompleted, id));

    expect(await ledger.find(id)).toMatchObject({ lastSequence: 4 });
    expect((await historyOf(id)).map(({ type }) => type)).toEqual(
      [jobSubmitted, recordingPrepared, transcriptCreated, analysisCompleted].map(({ type }) => type),
    );
  });

  test('says which recordings jobs own', async () => {
    await openJob(ledger, { id });

    expect(await ledger.ownedRecordings([randomUUID(), id])).toEqual(new Map([[id, recordingKey(id)]]));
    expect(await ledger.ownedRecordings([])).toEqual(new Map());
  });

  test('a job without a recording owns its files only while it is fetched, one with a recording that for good', async () => {
    const ended = await jobAfter(ledger, stageFailed);
    const { meeting } = submitted;
    const requested = eventOf(recordingRequested, id);
    const job = { id, owner: 'default', recording: null, meeting, webhookUrl: null };
    await ledger.transaction((transaction) =>
      ledger.open(transaction, job, ledgerEntryOf(requested), progressAfter(newJobProgress, requested)),
    );
    expect(await ledger.ownedRecordings([id, ended])).toEqual(
      new Map([
        [id, null],
        [ended, recordingKey(ended)],
      ]),
    );

    // Of the owner `default` are the jobs of all tests here.
    expect(await ledger.hasOthersAt('requested', 'another')).toBe(true);
    expect(await ledger.hasOthersAt('requested', 'default')).toBe(false);

    await record(ledger, eventOf(stageFailed, id));

    expect(await ledger.ownedRecordings([id, ended])).toEqual(new Map([[ended, recordingKey(ended)]]));
  });

  test('finds jobs past their deadline at their step, and none that has ended', async () => {
    const waiting = await jobAfter(ledger);
    const transcribed = await jobAfter(ledger, recordingPrepared, transcriptCreated);
    const ended = [
      await jobAfter(ledger, meetingCompleted),
      await jobAfter(ledger, stageFailed),
      await jobAfter(ledger, transcriptCreated, jobCancelled),
    ];

    expect(await ledger.overdueSteps(0)).toEqual(expect.arrayContaining(['accepted', 'transcribed']));
    expect(await ledger.overdueSteps(3_600_000)).toEqual([]);
    expect(await lockOverdue('accepted')).toContain(waiting);
    expect(await lockOverdue('transcribed')).toContain(transcribed);
    expect(await lockOverdue('transcribed', false, 3_600_000)).toEqual([]);
    const found = (await Promise.all(stepNames.map((step) => lockOverdue(step)))).flat();
    expect(found.filter((one) => ended.includes(one))).toEqual([]);
  });

  test('finds jobs that one which came to their step later has overtaken', async () => {
    const overtaken = await jobAfter(ledger, recordingPrepared);
    const accepted = await jobAfter(ledger);
    await sleep(2); // times are whole milliseconds
    await jobAfter(ledger, recordingPrepared, transcriptCreated);
    await sleep(2);
    const last = await jobAfter(ledger, recordingPrepared);
    await jobAfter(ledger, stageFailed);

    expect(await lockOverdue('prepared', true)).toContain(overtaken);
    expect(await lockOverdue('accepted', true)).toContain(accepted);
    expect(await lockOverdue('prepared', true)).not.toContain(last);
    expect(await lockOverdue('prepared')).toContain(last);
  });

  test('a job is overtaken when that is as long ago as its deadline: after an outage they come in any order', async () => {
    const parked = await jobAfter(ledger, recordingPrepared);
    await sleep(300);
    await jobAfter(ledger, recordingPrepared, transcriptCreated);

    expect(await lockOverdue('prepared', true, 250)).not.toContain(parked);
    await sleep(300);
    expect(await lockOverdue('prepared', true, 250)).toContain(parked);
  });

  test('no clock of a machine makes a job look overtaken, nor does an event that is recorded late', async () => {
    const prepared = async (by: { readonly clockMs?: number } = {}) => {
      const one = await openJob(ledger);
      const time = new Date(Date.now() + (by.clockMs ?? 0)).toISOString();
      await record(ledger, { ...eventOf(recordingPrepared, one), time });
      return one;
    };
    const pass = (one: string) => record(ledger, eventOf(transcriptCreated, one));
    await pass(await prepared({ clockMs: 3_600_000 }));
    await pass(await prepared());
    await sleep(2);
    const [waiting, ofClockBehind] = [await prepared(), await prepared({ clockMs: -3_600_000 })];
    await sleep(2);
    await pass(await prepared({ clockMs: -60_000 }));

    const found = await lockOverdue('prepared', true);
    expect(found).not.toContain(waiting);
    expect(found).not.toContain(ofClockBehind);
    await pass(await prepared());
    expect(await lockOverdue('prepared', true)).toEqual(expect.arrayContaining([waiting, ofClockBehind]));
  });

  test('a job has the deadline at each step: how long it waited for the one before does not count', async () => {
    await openJob(ledger, { id });
    await sleep(300);
    await record(ledger, eventOf(recordingPrepared, id));

    expect(await lockOverdue('prepared', false, 250)).not.toContain(id);
    await sleep(300);
    expect(await lockOverdue('prepared', false, 250)).toContain(id);
  });

  test('a new generation has a deadline of its own', async () => {
    await openJob(ledger, { id });
    await record(ledger, eventOf(stageFailed, id));
    await sleep(300);
    await record(ledger, eventOf(transcriptCreated, id, { generation: 2 }));

    expect(await lockOverdue('transcribed', false, 250)).not.toContain(id);
    expect(await lockOverdue('transcribed')).toContain(id);
  });

  test('keeps jobs and failures whatever characters a client or a provider sends', async () => {
    await openJob(ledger, {
      id,
      meeting: { ...submitted.meeting, title: 'a\0b\ud800', metadata: { 'k\0': '\0' } },
    });
    const { error } = stageFailed.example;
    const data = { error: { ...error, message: 'the engine said \0 and \ud800' } };
    await record(ledger, eventOf(stageFailed, id, { data }));

    expect(await ledger.find(id)).toMatchObject({
      lastSequence: 2,
      progress: { facts: { failed: { error: { code: error.code } } } },
    });
    expect(await historyOf(id)).toHaveLength(2);
  });

  test('takes back a transaction that fails', async () => {
    const failing = ledger.transaction(async (transaction) => {
      const { recording, meeting } = submitted;
      await ledger.open(
        transaction,
        { id, owner: 'default', recording, meeting, webhookUrl: null },
        ledgerEntryOf(eventOf(jobSubmitted, id)),
      );
      throw new Error('after all, no');
    });

    await expect(failing).rejects.toThrow('after all, no');
    expect(await ledger.find(id)).toBeUndefined();
    expect(await historyOf(id)).toEqual([]);
  });

  test('loses nothing of what happens at the same time', async () => {
    await openJob(ledger, { id });
    await Promise.all(Array.from({ length: 20 }, () => record(ledger, eventOf(recordingPrepared, id))));

    expect(await ledger.find(id)).toMatchObject({ lastSequence: 21 });
    expect(await historyOf(id)).toHaveLength(21);
  });
}
