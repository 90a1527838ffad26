import type { Transaction } from '@meeting-intelligence/messaging';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, type JobProgress } from '../job-progress.js';
import type { Job, NewJob } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';

/** One transaction after the other; one that fails is taken back. */
export class InMemoryJobLedger extends JobLedger {
  private jobs = new Map<string, Job>();
  private entries = new Map<string, readonly LedgerEntry[]>();
  private last: Promise<unknown> = Promise.resolve();

  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const run = async () => {
      const before = { jobs: new Map(this.jobs), entries: new Map(this.entries) };
      try {
        return await work({} as Transaction);
      } catch (error) {
        Object.assign(this, before);
        throw error;
      }
    };
    const result = this.last.then(run);
    this.last = result.catch(() => {});
    return result;
  }

  async open(_transaction: Transaction, job: NewJob, first: LedgerEntry): Promise<Job> {
    if (this.jobs.has(job.id)) throw new Error(`there is a job ${job.id} already`);
    const opened = {
      ...job,
      progress: newJobProgress,
      lastSequence: 1,
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    this.jobs.set(job.id, opened);
    this.entries.set(job.id, [first]);
    return opened;
  }

  async lock(_transaction: Transaction, id: string): Promise<Job | undefined> {
    return this.jobs.get(id);
  }

  async advance(
    _transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entry: LedgerEntry,
  ): Promise<void> {
    this.jobs.set(job.id, { ...job, progress, lastSequence: job.lastSequence + 1, updatedAt: new Date() });
    this.entries.set(job.id, [...this.history(job.id), entry]);
  }

  async find(id: string): Promise<Job | undefined> {
    return this.jobs.get(id);
  }

  history(id: string): readonly LedgerEntry[] {
    return this.entries.get(id) ?? [];
  }
}
