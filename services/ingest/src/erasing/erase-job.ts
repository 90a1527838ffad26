import { jobErased } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { Outbox } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { JobLedger } from '../job-ledger.js';
import { jobNotFound } from '../job-not-found.js';
import { outcomeOf } from '../job-progress.js';
import { verdictEvent } from '../verdict.js';

/**
 * Deletes a job for its owner. In one transaction the ledger forgets it but for its id, and everybody else, the part of this
 * service that deletes its recording among them, is told to do the same: a process that is killed before or after loses nothing.
 */
@Injectable()
export class EraseJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Whether it was there to be erased; false when it had been before. That of another owner is not there.
   *
   * @throws AppError JOB_NOT_FOUND, JOB_NOT_ENDED, DATABASE_UNAVAILABLE
   */
  async erase(id: string, owner: string): Promise<boolean> {
    const isErased = await this.ledger.transaction(async (transaction) => {
      const job = await this.ledger.lock(transaction, id);
      if (job?.owner !== owner) return false;
      if (!outcomeOf(job.progress.facts))
        throw new AppError('JOB_NOT_ENDED', 'expected a job that has ended: cancel it first');
      await this.outbox.withdraw(transaction, id);
      await this.ledger.erase(transaction, job);
      await this.outbox.add(transaction, [verdictEvent(job, job.progress.generation, jobErased({}))]);
      return true;
    });
    if (!isErased && !(await this.ledger.wasErased(id, owner))) throw jobNotFound();
    return isErased;
  }
}
