import { AppError } from '@meeting-intelligence/errors';
import { Outbox, type Transaction } from '@meeting-intelligence/messaging';
import { linkActiveSpan } from '@meeting-intelligence/telemetry';
import { Injectable } from '@nestjs/common';
import { missingJob } from '../erasing/missing-job.js';
import { noKey, type KeyToHold } from '../idempotency/held-key.js';
import { JobLedger } from '../job-ledger.js';
import { progressAfter, waitingProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import type { Job } from '../job.js';
import { ledgerEntryOf } from '../ledger-entry.js';
import { JobOrders, type JobOrder } from '../opening/job-orders.js';

/** Hands a failed job in once more, from its beginning: a new generation, with an outcome and a webhook of its own. */
@Injectable()
export class RetryJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly orders: JobOrders,
  ) {}

  /**
   * The job in its new generation. Of two who retry at once one gets it; to the other the job has not failed any more. A retry
   * that came true before is not done again, whatever became of the job since.
   *
   * @throws AppError JOB_NOT_FOUND, JOB_ERASED, JOB_NOT_FAILED, JOB_NOT_RETRYABLE, DATABASE_UNAVAILABLE
   */
  async retry(id: string, owner: string, { hold, cameTrueBefore }: KeyToHold = noKey): Promise<Job> {
    const job = await this.ledger.transaction(async (transaction) => {
      const found = await this.ledger.lock(transaction, id);
      if (found?.owner !== owner) return undefined;
      await hold(transaction);
      if (cameTrueBefore) return found;
      await this.begin(transaction, found);
      return this.ledger.lock(transaction, id);
    });
    if (!job) throw await missingJob(this.ledger, id, owner);
    return job;
  }

  private async begin(transaction: Transaction, job: Job): Promise<void> {
    const { status } = stateOf(job.progress);
    if (status !== 'failed')
      throw new AppError('JOB_NOT_FAILED', `expected a job that has failed, this one is ${status}`);
    const order = this.orderOf(job);
    linkActiveSpan(order.traceparent, 'submission');
    const generation = job.progress.generation + 1;
    if (job.lane === 'bulk')
      return this.ledger.advance(transaction, job, waitingProgress(generation, new Date()), []);
    const event = this.orders.firstEvent(job, order, generation);
    await this.ledger.advance(transaction, job, progressAfter(job.progress, event), [ledgerEntryOf(event)]);
    await this.outbox.add(transaction, [event]);
  }

  private orderOf(job: Job): JobOrder {
    try {
      const order = this.orders.orderOf(job);
      if (order) return order;
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      throw new AppError('JOB_NOT_RETRYABLE', `the order of the job does not open: ${cause.code}`, { cause });
    }
    throw new AppError('JOB_NOT_RETRYABLE', 'the order of the job is not kept: submit the recording again');
  }
}
