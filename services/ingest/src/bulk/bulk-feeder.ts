import { jobFailed } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { Outbox, Transaction } from '@meeting-intelligence/messaging';
import { inSpan, linkActiveSpan, withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import { topicOf, type Wakeups } from '../following/wakeups.js';
import type { JobLedger } from '../job-ledger.js';
import { progressAfter } from '../job-progress.js';
import { ledgerEntryOf } from '../ledger-entry.js';
import type { JobOrders } from '../opening/job-orders.js';
import { Rounds } from '../rounds.js';
import { verdictEvent } from '../verdict.js';
import type { BulkLane, WaitingJob } from './bulk-lane.js';

export interface BulkSettings {
  /** BULK_IN_FLIGHT */
  readonly inFlight: number;
  /** It is woken when something happens to a bulk job; of interactive ones it learns by looking. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

/**
 * Releases jobs of the bulk lane, a few at a time: the event that begins them is written to the outbox by the transaction that
 * takes them out of the lane. Every gateway has a feeder, and only one at a time looks.
 */
export class BulkFeeder extends Rounds {
  private stopWatching?: () => void;

  constructor(
    private readonly lane: BulkLane,
    private readonly ledger: Pick<JobLedger, 'transaction' | 'advance'>,
    private readonly outbox: Outbox,
    private readonly orders: JobOrders,
    private readonly wakeups: Wakeups,
    private readonly settings: BulkSettings,
  ) {
    super({ ...settings, name: 'release bulk jobs' });
  }

  override onApplicationBootstrap(): void {
    this.stopWatching = this.wakeups.watch(topicOf.bulkLane, () => this.wake());
    super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    this.stopWatching?.();
    await super.beforeApplicationShutdown();
  }

  /** @throws AppError DATABASE_UNAVAILABLE */
  override async round(): Promise<void> {
    await this.ledger.transaction(async (transaction) => {
      for (const job of await this.lane.next(transaction, this.settings.inFlight)) {
        // A trace for each: that of the request, which may have handed in a hundred jobs, is linked.
        const release = () =>
          inSpan('release bulk job', { parentHeaders: {} }, () => this.release(transaction, job));
        await withLogContext({ job_id: job.id }, release);
      }
    });
  }

  private async release(transaction: Transaction, job: WaitingJob): Promise<void> {
    const event = this.eventOf(job);
    const progress = progressAfter(job.progress, event);
    await this.ledger.advance(transaction, job, progress, [ledgerEntryOf(event)]);
    await this.outbox.add(transaction, [event]);
  }

  /** A job of which something cannot be read can never begin. It fails, so that others have their turn, and can be retried. */
  private eventOf(job: WaitingJob) {
    const { generation } = job.progress;
    const { meeting } = job;
    try {
      const order = this.orders.orderOf(job);
      if (!order) throw new AppError('JOB_NOT_RETRYABLE', 'the order of the job is not kept');
      linkActiveSpan(order.traceparent, 'submission');
      if (!meeting) throw new AppError('JOB_NOT_RETRYABLE', 'this build cannot read what the job says');
      return this.orders.firstEvent({ ...job, meeting }, order, generation);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message } = error;
      this.settings.logger.error({ err: error }, 'a bulk job could not be released');
      return verdictEvent(
        job,
        generation,
        jobFailed({ error: { code, message, retryable: false, stage: 'transcription' } }),
      );
    }
  }
}
