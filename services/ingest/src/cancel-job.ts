import { jobCancelled } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { Outbox } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { JobLedger } from './job-ledger.js';
import { jobNotFound } from './job-not-found.js';
import { outcomeOf, progressAfter } from './job-progress.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { verdictEvent } from './verdict.js';

/** Ends a job for its owner. It is over at once; the services that work on it are told, and stop at their next step. */
@Injectable()
export class CancelJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The cancelled job; also when it was cancelled before. That of another owner is not there.
   *
   * @throws AppError JOB_NOT_FOUND, JOB_ENDED, DATABASE_UNAVAILABLE
   */
  async cancel(id: string, owner: string): Promise<Job> {
    const job = await this.ledger.transaction(async (transaction) => {
      const found = await this.ledger.lock(transaction, id);
      if (found?.owner !== owner) return undefined;
      if (outcomeOf(found.progress.facts)) return found;
      const event = verdictEvent(found, found.progress.generation, jobCancelled({}));
      const progress = progressAfter(found.progress, event);
      await this.ledger.advance(transaction, found, progress, [ledgerEntryOf(event)]);
      await this.outbox.add(transaction, [event]);
      return this.ledger.lock(transaction, id);
    });
    if (!job) throw jobNotFound();
    const outcome = outcomeOf(job.progress.facts);
    if (outcome === 'cancelled') return job;
    throw new AppError('JOB_ENDED', `expected a job that has not ended, this one is ${outcome}`);
  }
}
