import type { Envelope, EventDraft } from '@meeting-intelligence/contracts';
import type { EntityManager } from 'typeorm';

/** The database transaction in which an event is handled; repositories take it as their first argument. */
export type Transaction = EntityManager;

/**
 * Exactly one visible effect out of at-least-once delivery: the inbox row, the change of the domain and the outbox
 * rows of the events that follow are one transaction.
 *
 *     handle(event: TranscriptCreated) {
 *       return this.inbox.once(event, async (transaction) => {
 *         await this.meetings.storeTranscript(transaction, …);
 *         return [meetingTranscribed({ … })];
 *       });
 *     }
 *
 * Always resolves to no events: those of `work` are in the outbox, and a relay publishes them.
 */
export abstract class Inbox {
  abstract once(
    event: Envelope,
    work: (transaction: Transaction) => Promise<readonly EventDraft[]>,
  ): Promise<readonly EventDraft[]>;
}

/** For events that no event caused: the HTTP request that starts a job. */
export abstract class Outbox {
  /** Adds events to `transaction`; they are published after it commits. */
  abstract add(transaction: Transaction, events: readonly Envelope[]): Promise<void>;

  /** Takes back what waits of this job, in `transaction`; waits for what is being published at this moment. */
  abstract withdraw(transaction: Transaction, jobId: string): Promise<void>;
}
