import { jobCancelled, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { Outbox } from '@meeting-intelligence/messaging';
import { linkActiveSpan } from '@meeting-intelligence/telemetry';
import { Injectable } from '@nestjs/common';
import { missingJob } from './erasing/missing-job.js';
import { JobLedger } from './job-ledger.js';
import { outcomeOf, progressAfter } from './job-progress.js';
import { stepOf } from './job-step.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { measureProgress } from './measuring/measure-progress.js';
import { JobOrders } from './opening/job-orders.js';
import { verdictEvent } from './verdict.js';

/** Ends a job for its owner. It is over at once; the services that work on it are told, and stop at their next step. */
@Injectable()
export class CancelJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly orders: JobOrders,
  ) {}

  /**
   * The cancelled job; also when it was cancelled before. That of another owner is not there.
   *
   * @throws AppError JOB_NOT_FOUND, JOB_ERASED, JOB_ENDED, DATABASE_UNAVAILABLE
   */
  async cancel(id: string, owner: string): Promise<Job> {
    let measure: (() => void) | undefined;
    const job = await this.ledger.transaction(async (transaction) => {
      const found = await this.ledger.lock(transaction, id);
      if (found?.owner !== owner) return undefined;
      if (outcomeOf(found.progress.facts)) return found;
      linkActiveSpan(this.orders.submissionOf(found), 'submission');
      const cancelled = verdictEvent(found, found.progress.generation, jobCancelled({}));
      const events = [...this.announcementOf(found), cancelled];
      const progress = events.reduce(progressAfter, found.progress);
      await this.ledger.advance(transaction, found, progress, events.map(ledgerEntryOf));
      await this.outbox.add(transaction, events);
      measure = () => measureProgress(found.progress, progress, found.createdAt);
      return this.ledger.lock(transaction, id);
    });
    measure?.();
    if (!job) throw await missingJob(this.ledger, id, owner);
    const outcome = outcomeOf(job.progress.facts);
    if (outcome === 'cancelled') return job;
    throw new AppError('JOB_ENDED', `expected a job that has not ended, this one is ${outcome}`);
  }

  /**
   * Of a job that nobody but the ledger has heard of, its request: whoever tells the CMS of its end has to know whom to tell. A
   * recording that is requested for a job which has ended is not fetched.
   */
  private announcementOf(job: Job): readonly Envelope[] {
    if (stepOf(job.progress.facts) !== 'waiting' || job.recording) return [];
    try {
      const order = this.orders.orderOf(job);
      return order ? [this.orders.firstEvent(job, order, job.progress.generation)] : [];
    } catch (error) {
      // The job is cancelled all the same; the webhook could not be sent either, without the key of its secret.
      if (error instanceof AppError) return [];
      throw error;
    }
  }
}
