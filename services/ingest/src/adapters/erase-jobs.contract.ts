import { randomUUID } from 'node:crypto';
import { meetingCompleted, meetingTranscribed, stageFailed } from '@meeting-intelligence/contracts';
import { beforeEach, expect, test } from 'vitest';
import { eventOf, jobAfter, openJob, record } from '../../test/a-job.js';
import type { JobLedger } from '../job-ledger.js';
import type { LedgerEntry } from '../ledger-entry.js';

/** The part of the contract of a `JobLedger` (job-ledger.contract.ts) that is about jobs which are deleted. */
export function eraseJobsContract(
  make: () => JobLedger,
  historyOf: (jobId: string) => Promise<readonly LedgerEntry[]>,
): void {
  let ledger: JobLedger;
  let id: string;
  beforeEach(() => {
    ledger = make();
    id = randomUUID();
  });

  const erase = () =>
    ledger.transaction(async (transaction) =>
      ledger.erase(transaction, (await ledger.lock(transaction, id))!),
    );

  test('remembers of an erased job, for its owner, that it and its meeting were there, and nothing else', async () => {
    const { meeting } = meetingCompleted.example;
    const other = await jobAfter(ledger, meetingCompleted);
    await openJob(ledger, { id });
    await record(
      ledger,
      eventOf(meetingCompleted, id, { data: { meeting: { ...meeting, id: randomUUID() } } }),
    );
    const { meetingId } = (await ledger.find(id))!.progress.facts.completed!;

    await erase();

    expect(await ledger.find(id)).toBeUndefined();
    expect(await historyOf(id)).toEqual([]);
    for (const gone of [id, meetingId]) {
      expect(await ledger.wasErased(gone, 'default')).toBe(true);
      expect(await ledger.wasErased(gone, 'stranger')).toBe(false);
    }
    expect(await ledger.find(other)).toBeDefined();
    for (const there of [other, meeting.id, randomUUID()])
      expect(await ledger.wasErased(there, 'default')).toBe(false);
  });

  test('remembers the meeting of a generation before, where the last one came to none', async () => {
    await openJob(ledger, { id });
    const meetingId = randomUUID();
    const { speakers, segments } = meetingTranscribed.example;
    await record(ledger, eventOf(meetingTranscribed, id, { data: { meetingId, speakers, segments } }));
    await record(ledger, eventOf(stageFailed, id, { generation: 2 }));
    expect((await ledger.find(id))!.progress.facts.readable).toBeUndefined();

    await erase();

    expect(await ledger.wasErased(meetingId, 'default')).toBe(true);
    expect(await ledger.wasErased(meetingId, 'stranger')).toBe(false);
  });

  test('an erased job is not opened again', async () => {
    await openJob(ledger, { id });
    await erase();

    await expect(openJob(ledger, { id })).rejects.toMatchObject({ code: 'JOB_ERASED' });
    expect(await ledger.find(id)).toBeUndefined();
  });

  test('keeps a job whose erasing fails', async () => {
    await jobAfter(ledger, stageFailed);
    await openJob(ledger, { id });

    const failing = ledger.transaction(async (transaction) => {
      await ledger.erase(transaction, (await ledger.lock(transaction, id))!);
      throw new Error('after all, no');
    });

    await expect(failing).rejects.toThrow('after all, no');
    expect(await ledger.find(id)).toBeDefined();
    expect(await historyOf(id)).toHaveLength(1);
    expect(await ledger.wasErased(id, 'default')).toBe(false);
  });
}
