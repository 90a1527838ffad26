import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  type Envelope,
  type EventDefinition,
  type MeetingDetails,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import type { JobLedger } from '../src/job-ledger.js';
import { progressAfter } from '../src/job-progress.js';
import { ledgerEntryOf } from '../src/ledger-entry.js';

/** The event as if another service had told it of job `id`: with the data of its example. */
export function eventOf(
  { type, example }: EventDefinition,
  id: string,
  { data = example, generation = 1 }: { readonly data?: unknown; readonly generation?: number } = {},
): Envelope {
  return rootEvent({ type, data }, { source: 'test', subject: id, owner: 'default', generation });
}

export async function openJob(
  ledger: JobLedger,
  {
    id = randomUUID(),
    meeting = jobSubmitted.schema.parse(jobSubmitted.example).meeting,
  }: { readonly id?: string; readonly meeting?: MeetingDetails } = {},
): Promise<string> {
  const { recording } = jobSubmitted.example;
  const job = { id, owner: 'default', recording, meeting, webhookUrl: 'https://cms.example/hook' };
  await ledger.transaction((transaction) =>
    ledger.open(transaction, job, ledgerEntryOf(eventOf(jobSubmitted, id))),
  );
  return id;
}

/** What arrives becomes progress and history, without a verdict. */
export function record(ledger: JobLedger, event: Envelope): Promise<void> {
  return ledger.transaction(async (transaction) => {
    const job = (await ledger.lock(transaction, event.subject))!;
    await ledger.advance(transaction, job, progressAfter(job.progress, event), [ledgerEntryOf(event)]);
  });
}

/** A job of its own at which these events arrived. */
export async function jobAfter(
  ledger: JobLedger,
  ...definitions: readonly EventDefinition[]
): Promise<string> {
  const id = await openJob(ledger);
  for (const definition of definitions) await record(ledger, eventOf(definition, id));
  return id;
}
