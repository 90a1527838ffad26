import type { Recording } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { newJobProgress, type JobProgress } from './job-progress.js';
import type { Step } from './job-step.js';
import type { Job, NewJob } from './job.js';
import type { LedgerEntry } from './ledger-entry.js';

/** A job as it begins: its progress, and the history that led there; none for one that waits for its turn. */
export interface Opening {
  readonly job: NewJob;
  readonly progress: JobProgress;
  readonly entries: readonly LedgerEntry[];
}

/** The jobs and the history of each. `TypeOrmJobLedger` and `InMemoryJobLedger` pass the same suite. */
export abstract class JobLedger {
  /**
   * All that `work` does with its transaction takes effect together, or none of it.
   *
   * @throws AppError DATABASE_UNAVAILABLE; or what `work` threw
   */
  abstract transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;

  /**
   * Adds jobs, the first of them as the oldest, in as many statements as one takes.
   *
   * @throws AppError JOB_ERASED when one of them was there and was deleted; or when one is there already. Then none is added
   */
  abstract openAll(transaction: Transaction, openings: readonly Opening[]): Promise<readonly Job[]>;

  /** Adds a job whose history begins with `first`. Where `first` is a fact, `progress` is that of the job after it. */
  async open(
    transaction: Transaction,
    job: NewJob,
    first: LedgerEntry,
    progress: JobProgress = newJobProgress,
  ): Promise<Job> {
    const [opened] = await this.openAll(transaction, [{ job, progress, entries: [first] }]);
    return opened!;
  }

  /** Those of the jobs that are there, in no order. */
  abstract findAll(transaction: Transaction, ids: readonly string[]): Promise<readonly Job[]>;

  /** The recording of a job that was opened without one. */
  abstract addRecording(transaction: Transaction, id: string, recording: Recording): Promise<void>;

  /** The job, kept from changing by anybody else until the transaction ends. */
  abstract lock(transaction: Transaction, id: string): Promise<Job | undefined>;

  /**
   * Stores the progress of a job locked before, and what led to it under the next numbers: there are no gaps. The order of a
   * job that completed or was cancelled is not kept any longer.
   */
  abstract advance(
    transaction: Transaction,
    job: Omit<Job, 'meeting'>,
    progress: JobProgress,
    entries: readonly LedgerEntry[],
  ): Promise<void>;

  /** Deletes a job locked before, with its history and all that hangs on it, and remembers that it was there. */
  abstract erase(transaction: Transaction, job: Job): Promise<void>;

  /**
   * Whether this owner had the job, or the job of the meeting, with this id erased.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract wasErased(id: string, owner: string): Promise<boolean>;

  /**
   * With `owner` only a job of that owner: whoever asks for somebody learns of no others.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(id: string, owner?: string): Promise<Job | undefined>;

  /**
   * Of those of the ids whose job owns files of a recording, the key of that; null for one that waits for its recording
   * and owns whatever was fetched for it.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract ownedRecordings(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;

  /**
   * Whether a job of another owner is at the step.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract hasOthersAt(step: Step, owner: string): Promise<boolean>;

  /**
   * The steps at which jobs are that have not ended, and of which nothing was recorded for `deadlineMs`; not of jobs that wait
   * for their turn.
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
