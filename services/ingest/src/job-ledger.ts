import type { Transaction } from '@meeting-intelligence/messaging';
import type { JobProgress } from './job-progress.js';
import type { Job, NewJob } from './job.js';
import type { LedgerEntry } from './ledger-entry.js';

/** The jobs and the history of each. `TypeOrmJobLedger` and `InMemoryJobLedger` pass the same suite. */
export abstract class JobLedger {
  /**
   * All that `work` does with its transaction takes effect together, or none of it.
   *
   * @throws AppError DATABASE_UNAVAILABLE; or what `work` threw
   */
  abstract transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;

  /** Adds a job whose history begins with `first`. */
  abstract open(transaction: Transaction, job: NewJob, first: LedgerEntry): Promise<Job>;

  /** The job, kept from changing by anybody else until the transaction ends. */
  abstract lock(transaction: Transaction, id: string): Promise<Job | undefined>;

  /** Stores the progress of a job locked before, and the entry that led to it under the next number: there are no gaps. */
  abstract advance(
    transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entry: LedgerEntry,
  ): Promise<void>;

  /** @throws AppError DATABASE_UNAVAILABLE */
  abstract find(id: string): Promise<Job | undefined>;
}
