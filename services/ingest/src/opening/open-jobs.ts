import type { JobLane, MeetingDetails, Recording } from '@meeting-intelligence/contracts';
import { Outbox, type Transaction } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { JobLedger, type Opening } from '../job-ledger.js';
import { newJobProgress, progressAfter, waitingProgress } from '../job-progress.js';
import type { Job } from '../job.js';
import { ledgerEntryOf } from '../ledger-entry.js';
import { JobOrders, type JobOrder } from './job-orders.js';

/** What a CMS handed in, whichever way it came. */
export interface AcceptedJob extends JobOrder {
  readonly id: string;
  readonly owner: string;
  readonly lane: JobLane;
  /** Null where it is fetched from `recordingUrl`. */
  readonly recording: Recording | null;
  readonly meeting: MeetingDetails;
}

/**
 * The one place where jobs come into being: each with its order, its history and its first event, or not at all. A job of the
 * bulk lane has no event yet: it waits in the ledger (docs/adr/0008).
 */
@Injectable()
export class OpenJobs {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly orders: JobOrders,
  ) {}

  /**
   * The jobs in the order of `accepted`, in as many statements as for one. One whose id is there already, of the same owner, is
   * answered as it is: the request came again.
   *
   * @throws AppError DATABASE_UNAVAILABLE; then there is none of them
   */
  async open(transaction: Transaction, accepted: readonly AcceptedJob[]): Promise<readonly Job[]> {
    const found = await this.ledger.findAll(
      transaction,
      accepted.map(({ id }) => id),
    );
    const jobs = new Map(found.map((job) => [job.id, job]));
    const openings = accepted.filter(({ id }) => !jobs.has(id)).map((one) => this.openingOf(one));
    for (const job of await this.ledger.openAll(transaction, openings)) jobs.set(job.id, job);
    await this.outbox.add(
      transaction,
      openings.flatMap(({ event }) => event ?? []),
    );
    return accepted.map(({ id, owner }) => {
      const job = jobs.get(id)!;
      if (job.owner !== owner) throw new Error(`expected job ${id} to be of the owner who submits it`);
      return job;
    });
  }

  private openingOf(
    accepted: AcceptedJob,
  ): Opening & { readonly event?: ReturnType<JobOrders['firstEvent']> } {
    const { id, owner, lane, recording, meeting, recordingUrl, webhook } = accepted;
    const order = { recordingUrl, webhook };
    const sealedOrder = this.orders.seal(order, id);
    const job = { id, owner, lane, recording, meeting, webhookUrl: webhook?.url ?? null, sealedOrder };
    if (lane === 'bulk') return { job, progress: waitingProgress(1, new Date()), entries: [] };
    const event = this.orders.firstEvent(job, order, 1);
    return { job, progress: progressAfter(newJobProgress, event), entries: [ledgerEntryOf(event)], event };
  }
}
