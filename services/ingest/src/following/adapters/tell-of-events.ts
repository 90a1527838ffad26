import type { JobLane } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { topicOf } from '../wakeups.js';

/** Notified with a topic of wakeups.ts by the transaction that gives those who wait for it something to see. */
export const jobsChannel = 'ingest_jobs';

/** In the transaction that makes something else of a job to be seen than an event. */
export async function wakeFollowers(transaction: Transaction, jobId: string): Promise<void> {
  await transaction.query('select pg_notify($1, $2)', [jobsChannel, topicOf.job(jobId)]);
}

export interface AddedEvents {
  readonly jobId: string;
  readonly owner: string;
  readonly lane: JobLane;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/**
 * In the transaction that adds events to the histories of jobs: once it commits they wait for their positions in the feed of
 * their owner (typeorm-event-feed.ts), and those who wait for the jobs, or for the bulk lane, are woken.
 *
 * To notify makes PostgreSQL commit such transactions one after the other. Measured in pairs with one like those of the ledger (two
 * cores, one disk, PostgreSQL 15): 0.4 ms more of some 5 ms with one session; 0.9 ms more with eight, which commit 510 a second
 * in place of 880. That is some 70 jobs a second, far more than the pipeline does, and nobody has to poll.
 */
export async function tellOfEvents(transaction: Transaction, added: readonly AddedEvents[]): Promise<void> {
  const topics = added.map(({ jobId }) => topicOf.job(jobId));
  if (added.some(({ lane }) => lane === 'bulk')) topics.push(topicOf.bulkLane);
  await transaction.query(
    `with queued as (
       insert into ingest.event_queue (job_id, sequence, owner)
       select job_id, sequence, owner
       from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) with ordinality as added (job_id, owner, first, last, position),
         generate_series(first, last) sequence
       order by position, sequence)
     select pg_notify($5, topic) from unnest($6::text[]) topic`,
    [
      added.map(({ jobId }) => jobId),
      added.map(({ owner }) => owner),
      added.map(({ firstSequence }) => firstSequence),
      added.map(({ lastSequence }) => lastSequence),
      jobsChannel,
      topics,
    ],
  );
}
