import type { Recording } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { JobProgress } from './job-progress.js';
import type { Step } from './job-step.js';
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

  /** Adds a job whose history begins with `first`. Where `first` is a fact, `progress` is that of the job after it. */
  abstract open(
    transaction: Transaction,
    job: NewJob,
    first: LedgerEntry,
    progress?: JobProgress,
  ): Promise<Job>;

  /** The recording of a job that was opened without one. */
  abstract addRecording(transaction: Transaction, id: string, recording: Recording): Promise<void>;

  /** The job, kept from changing by anybody else until the transaction ends. */
  abstract lock(transaction: Transaction, id: string): Promise<Job | undefined>;

  /** Stores the progress of a job locked before, and what led to it under the next numbers: there are no gaps. */
  abstract advance(
    transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entries: readonly LedgerEntry[],
  ): Promise<void>;

  /**
   * With `owner` only a job of that owner: whoever asks for somebody learns of no others.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(id: string, owner?: string): Promise<Job | undefined>;

  /**
   * Those of the ids whose job owns a recording: it has one, or waits for it to be fetched.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract existing(ids: readonly string[]): Promise<ReadonlySet<string>>;

  /**
   * The steps at which jobs are that have not ended, and of which nothing was recorded for `deadlineMs`.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract overdueSteps(deadlineMs: number): Promise<readonly Step[]>;

  /**
   * Such jobs at one step, kept from changing until the transaction ends, without those that somebody else keeps. None
   * that has events in the outbox: they have not had their turn. With `onlyOvertaken` those alone that another job overtook,
   * which reached the step later, was past it `deadlineMs` ago, and of which nothing was recorded since: after an outage
   * messages come in any order, but not for that long.
   */
  abstract lockOverdue(
    transaction: Transaction,
    step: Step,
    options: { readonly deadlineMs: number; readonly onlyOvertaken: boolean; readonly limit: number },
  ): Promise<readonly Job[]>;
}
