import type { Recording } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { jobGone } from '../erasing/job-gone.js';
import { JobLedger, type Opening } from '../job-ledger.js';
import { keepsOrder, newJobProgress, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import { stepNames, stepOf, stepsAfter, stepsReached, type Step } from '../job-step.js';
import type { Job } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';

/** One transaction after the other; one that fails is taken back. */
export class InMemoryJobLedger extends JobLedger {
  private jobs = new Map<string, Job>();
  private entries = new Map<string, readonly LedgerEntry[]>();
  /** When it was recorded that a job came to a step: of its generation. */
  private reached = new Map<string, Partial<Record<Step, number>>>();
  /** Owner and id, of jobs and of their meetings. */
  private erased = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const run = async () => {
      const before = {
        jobs: new Map(this.jobs),
        entries: new Map(this.entries),
        reached: new Map(this.reached),
        erased: new Set(this.erased),
      };
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

  async openAll(_transaction: Transaction, openings: readonly Opening[]): Promise<readonly Job[]> {
    return openings.map(({ job, progress, entries }) => {
      if (this.jobs.has(job.id)) throw new Error(`there is a job ${job.id} already`);
      if (this.erased.has(`${job.owner} ${job.id}`)) throw jobGone();
      const lastSequence = entries.length;
      const times = { createdAt: new Date(), updatedAt: new Date() };
      const opened = {
        lane: 'interactive',
        sealedOrder: null,
        ...job,
        progress,
        lastSequence,
        ...times,
      } as const;
      this.jobs.set(job.id, opened);
      this.entries.set(job.id, entries);
      this.noteSteps(job.id, newJobProgress, progress);
      return opened;
    });
  }

  async findAll(_transaction: Transaction, ids: readonly string[]): Promise<readonly Job[]> {
    return ids.flatMap((id) => this.jobs.get(id) ?? []);
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
    const { sealedOrder, ...stored } = this.jobs.get(job.id)!;
    this.jobs.set(job.id, {
      ...stored,
      ...{ progress, lastSequence, updatedAt: new Date() },
      sealedOrder: keepsOrder(progress) ? sealedOrder : null,
    });
    this.entries.set(job.id, [...this.history(job.id), ...entries]);
    this.noteSteps(job.id, job.progress, progress);
  }

  async erase(_transaction: Transaction, { id, owner, progress }: Job): Promise<void> {
    const told = this.history(id).findLast(({ summary }) => 'meeting_id' in summary)?.summary.meeting_id;
    const meetingId = stateOf(progress).meetingId ?? (told as string | undefined);
    this.jobs.delete(id);
    this.entries.delete(id);
    this.reached.delete(id);
    for (const each of [id, meetingId]) this.erased.add(`${owner} ${each}`);
  }

  async wasErased(id: string, owner: string): Promise<boolean> {
    return this.erased.has(`${owner} ${id}`);
  }

  async find(id: string, owner?: string): Promise<Job | undefined> {
    const job = this.jobs.get(id);
    return owner === undefined || job?.owner === owner ? job : undefined;
  }

  async ownedRecordings(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const jobs = ids.flatMap((id) => this.jobs.get(id) ?? []);
    const owners = jobs.filter((job) => job.recording !== null || isAt(job, 'requested'));
    return new Map(
      owners.map((job) => [job.id, isAt(job, 'requested') ? null : (job.recording?.key ?? null)]),
    );
  }

  async hasOthersAt(step: Step, owner: string): Promise<boolean> {
    return [...this.jobs.values()].some((job) => isAt(job, step) && job.owner !== owner);
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
    const times = this.timesOf(job, step);
    if (times.length === 0) return false;
    return [...this.jobs.values()].some((other) => {
      const at = stepOf(other.progress.facts);
      const hasLeft = at ? stepsAfter(step).some((later) => later === at) : other.progress.facts.completed;
      const itsTimes = this.timesOf(other, step);
      const isLater = itsTimes.length > 0 && Math.min(...itsTimes) > Math.max(...times);
      return hasLeft && isQuiet(other, deadlineMs) && isLater;
    });
  }

  /** When it came to the step: by its event, and when that was recorded. */
  private timesOf({ id, createdAt, progress }: Job, step: Step): readonly number[] {
    const { generation, facts } = progress;
    const opened = step === 'accepted' && generation === 1 ? createdAt.getTime() : undefined;
    const fact = facts[step];
    const times = [fact ? Date.parse(fact.at) : opened, this.reached.get(id)?.[step] ?? opened];
    return times.filter((time) => time !== undefined);
  }

  private noteSteps(id: string, before: JobProgress, after: JobProgress): void {
    const known = before.generation === after.generation ? this.reached.get(id) : {};
    const times = stepsReached(before, after).map((step) => [step, Date.now()]);
    this.reached.set(id, { ...known, ...(Object.fromEntries(times) as Partial<Record<Step, number>>) });
  }

  history(id: string): readonly LedgerEntry[] {
    return this.entries.get(id) ?? [];
  }
}

function isAt({ progress: { facts } }: Job, step: Step): boolean {
  return stepOf(facts) === step;
}

/** Whether nothing was recorded of it for so long. */
function isQuiet({ updatedAt }: Job, deadlineMs: number): boolean {
  return updatedAt.getTime() <= Date.now() - deadlineMs;
}
