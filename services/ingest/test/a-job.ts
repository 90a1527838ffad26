import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  type Envelope,
  type EventDefinition,
  type MeetingDetails,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { rootEvent } from '@meeting-intelligence/messaging';
import type { JobLedger } from '../src/job-ledger.js';
import { progressAfter, waitingProgress } from '../src/job-progress.js';
import { ledgerEntryOf } from '../src/ledger-entry.js';
import { JobOrders, type JobOrder } from '../src/opening/job-orders.js';
import { recordingKey } from '../src/recordings/recording-key.js';

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
  const recording = { ...jobSubmitted.schema.parse(jobSubmitted.example).recording, key: recordingKey(id) };
  const job = { id, owner: 'default', recording, meeting, webhookUrl: 'https://cms.example/hook' };
  await ledger.transaction((transaction) =>
    ledger.open(transaction, job, ledgerEntryOf(eventOf(jobSubmitted, id))),
  );
  return id;
}

/** Seals and opens with a key that is the same in every test. */
export const orders = new JobOrders(KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`));

/** One that waits for its turn in the bulk lane, as it comes of a batch. */
export async function openWaitingJob(
  ledger: JobLedger,
  {
    id = randomUUID(),
    owner = 'default',
    recordingUrl = 'https://media.cms.example/a.ogg',
    webhook = null,
    sealedOrder = orders.seal({ recordingUrl, webhook }, id),
  }: {
    readonly id?: string;
    readonly owner?: string;
    readonly sealedOrder?: string;
  } & Partial<JobOrder> = {},
): Promise<string> {
  const { meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
  const job = { id, owner, recording: null, meeting, webhookUrl: null, lane: 'bulk', sealedOrder } as const;
  await ledger.transaction((transaction) =>
    ledger.openAll(transaction, [{ job, progress: waitingProgress(1, new Date()), entries: [] }]),
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
