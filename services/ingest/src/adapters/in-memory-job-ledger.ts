import type { Recording } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, type JobProgress } from '../job-progress.js';
import { stepNames, stepOf, stepsAfter, type Step } from '../job-step.js';
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

  async open(
    _transaction: Transaction,
    job: NewJob,
    first: LedgerEntry,
    progress = newJobProgress,
  ): Promise<Job> {
    if (this.jobs.has(job.id)) throw new Error(`there is a job ${job.id} already`);
    const opened = {
      ...job,
      progress,
      lastSequence: 1,
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    this.jobs.set(job.id, opened);
    this.entries.set(job.id, [first]);
    return opened;
  }

  async addRecording(_transaction: Transaction, id: string, recording: Recording): Promise<void> {
    this.jobs.set(id, { ...this.jobs.get(id)!, recording });
  }

  async lock(_transaction: Transaction, id: string): Promise<Job | undefined> {
    return this.jobs.get(id);
  }

  async advance(
    _transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entries: readonly LedgerEntry[],
  ): Promise<void> {
    const lastSequence = job.lastSequence + entries.length;
    this.jobs.set(job.id, { ...this.jobs.get(job.id)!, progress, lastSequence, updatedAt: new Date() });
    this.entries.set(job.id, [...this.history(job.id), ...entries]);
  }

  async find(id: string, owner?: string): Promise<Job | undefined> {
    const job = this.jobs.get(id);
    return owner === undefined || job?.owner === owner ? job : undefined;
  }

  async existing(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => mayOwnRecording(this.jobs.get(id))));
  }

  async overdueSteps(deadlineMs: number): Promise<readonly Step[]> {
    return stepNames.filter((step) => this.overdueAt(step, deadlineMs).length > 0);
  }

  async lockOverdue(
    _transaction: Transaction,
    step: Step,
    options: { readonly deadlineMs: number; readonly onlyOvertaken: boolean; readonly limit: number },
  ): Promise<readonly Job[]> {
    const jobs = this.overdueAt(step, options.deadlineMs);
    const wanted = options.onlyOvertaken
      ? jobs.filter((job) => this.isOvertaken(job, step, options.deadlineMs))
      : jobs;
    return wanted.slice(0, options.limit);
  }

  private overdueAt(step: Step, deadlineMs: number): readonly Job[] {
    return [...this.jobs.values()].filter(
      (job) => stepOf(job.progress.facts) === step && isQuiet(job, deadlineMs),
    );
  }

  private isOvertaken(job: Job, step: Step, deadlineMs: number): boolean {
    const reached = this.reachedAt(job, step);
    return [...this.jobs.values()].some((other) => {
      const at = stepOf(other.progress.facts);
      const hasLeft = at ? stepsAfter(step).includes(at) : other.progress.facts.completed;
      return hasLeft && isQuiet(other, deadlineMs) && this.reachedAt(other, step)! > reached!;
    });
  }

  private reachedAt({ createdAt, progress: { generation, facts } }: Job, step: Step): number | undefined {
    const fact = facts[step];
    if (fact || step !== 'accepted') return fact && Date.parse(fact.at);
    return generation === 1 ? createdAt.getTime() : undefined;
  }

  history(id: string): readonly LedgerEntry[] {
    return this.entries.get(id) ?? [];
  }
}

function mayOwnRecording(job: Job | undefined): boolean {
  return job !== undefined && (job.recording !== null || stepOf(job.progress.facts) === 'requested');
}

/** Whether nothing was recorded of it for so long. */
function isQuiet({ updatedAt }: Job, deadlineMs: number): boolean {
  return updatedAt.getTime() <= Date.now() - deadlineMs;
}
