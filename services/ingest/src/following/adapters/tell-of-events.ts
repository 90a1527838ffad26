import type { Transaction } from '@meeting-intelligence/messaging';
import { topicOf } from '../wakeups.js';

/** Notified with a topic of wakeups.ts by the transaction that gives those who wait for it something to see. */
export const jobsChannel = 'ingest_jobs';

export interface AddedEvents {
  readonly jobId: string;
  readonly owner: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/**
 * In the transaction that adds events to the history of a job: once it commits they wait for their positions in the feed of
 * their owner (typeorm-event-feed.ts), and those who wait for the job are woken.
 */
export async function tellOfEvents(
  transaction: Transaction,
  { jobId, owner, firstSequence, lastSequence }: AddedEvents,
): Promise<void> {
  await transaction.query(
    `with queued as (
       insert into ingest.event_queue (job_id, sequence, owner)
       select $1, sequence, $2 from generate_series($3::int, $4::int) sequence)
     select pg_notify($5, $6)`,
    [jobId, owner, firstSequence, lastSequence, jobsChannel, topicOf.job(jobId)],
  );
}
