import { randomUUID } from 'node:crypto';
import {
  jobFailed,
  jobSubmitted,
  recordingPrepared,
  transcriptCreated,
  type EventDefinition,
  type MeetingDetails,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { beforeEach, expect, test } from 'vitest';
import type { JobLedger } from '../job-ledger.js';
import { progressAfter } from '../job-progress.js';
import { ledgerEntryOf, type LedgerEntry } from '../ledger-entry.js';

/** What every `JobLedger` has to do; `historyOf` looks at the stored entries, in their order. */
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

  const eventOf = (definition: EventDefinition, data: unknown = definition.example) =>
    rootEvent(
      { type: definition.type, data },
      { source: 'test', subject: id, owner: 'default', generation: 1 },
    );

  function open(meeting: MeetingDetails = jobSubmitted.example.meeting) {
    const { recording } = jobSubmitted.example;
    const job = { id, owner: 'default', recording, meeting, webhookUrl: 'https://cms.example/hook' };
    return ledger.transaction((transaction) =>
      ledger.open(transaction, job, ledgerEntryOf(eventOf(jobSubmitted))),
    );
  }

  function record(definition: EventDefinition, data?: unknown) {
    const event = eventOf(definition, data);
    return ledger.transaction(async (transaction) => {
      const job = (await ledger.lock(transaction, id))!;
      await ledger.advance(transaction, job, progressAfter(job.progress, event), ledgerEntryOf(event));
    });
  }

  test('finds a job as it was opened', async () => {
    const opened = await open();

    expect(await ledger.find(id)).toEqual(opened);
    expect(opened).toMatchObject({
      ...{ id, owner: 'default', webhookUrl: 'https://cms.example/hook', lastSequence: 1 },
      recording: jobSubmitted.example.recording,
      meeting: jobSubmitted.example.meeting,
      progress: { generation: 1, facts: {} },
    });
    expect(await historyOf(id)).toEqual([
      ledgerEntryOf({ ...eventOf(jobSubmitted), time: opened && (await historyOf(id))[0]!.occurredAt }),
    ]);
  });

  test('does not find what is not there', async () => {
    expect(await ledger.find(randomUUID())).toBeUndefined();
    expect(await ledger.transaction((transaction) => ledger.lock(transaction, randomUUID()))).toBeUndefined();
  });

  test('keeps progress and history', async () => {
    await open();
    await record(recordingPrepared);
    await record(transcriptCreated);

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

  test('keeps jobs and failures whatever characters a client or a provider sends', async () => {
    await open({ ...jobSubmitted.example.meeting, title: 'a\0b\ud800', metadata: { 'k\0': '\0' } });
    const { error } = jobFailed.example;
    await record(jobFailed, { error: { ...error, message: 'the engine said \0 and \ud800' } });

    expect(await ledger.find(id)).toMatchObject({
      lastSequence: 2,
      progress: { facts: { failed: { error: { code: error.code } } } },
    });
    expect(await historyOf(id)).toHaveLength(2);
  });

  test('takes back a transaction that fails', async () => {
    const failing = ledger.transaction(async (transaction) => {
      const { recording, meeting } = jobSubmitted.example;
      await ledger.open(
        transaction,
        { id, owner: 'default', recording, meeting, webhookUrl: null },
        ledgerEntryOf(eventOf(jobSubmitted)),
      );
      throw new Error('after all, no');
    });

    await expect(failing).rejects.toThrow('after all, no');
    expect(await ledger.find(id)).toBeUndefined();
    expect(await historyOf(id)).toEqual([]);
  });

  test('loses nothing of what happens at the same time', async () => {
    await open();
    await Promise.all(Array.from({ length: 20 }, () => record(recordingPrepared)));

    expect(await ledger.find(id)).toMatchObject({ lastSequence: 21 });
    expect(await historyOf(id)).toHaveLength(21);
  });
}
