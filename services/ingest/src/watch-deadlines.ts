import { jobFailed, type Envelope, type JobError } from '@meeting-intelligence/contracts';
import { Outbox, type EventBus } from '@meeting-intelligence/messaging';
import { inSpan, linksTo, withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobLedger } from './job-ledger.js';
import { progressAfter, type JobProgress } from './job-progress.js';
import { awaitedAt, missingAt, reportsAfter, type Awaited, type Step } from './job-step.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { measureProgress } from './measuring/measure-progress.js';
import { JobOrders } from './opening/job-orders.js';
import { Rounds } from './rounds.js';
import { verdictEvent } from './verdict.js';

export interface DeadlineSettings {
  readonly deadlineMs: number;
  /** For so long a message may be in hand, where nobody can see it. */
  readonly handlerTimeoutMs: number;
  readonly intervalMs: number;
  /** An event on its way from queue to queue is in none of them for a moment (default 1 s). */
  readonly lookAgainMs?: number;
  readonly logger: Logger;
}

/** Jobs locked at a time: the events of none of them wait long for the others. */
const batch = 50;

/**
 * Fails jobs of which nothing was heard for their deadline, and which nothing can be heard of: the queues of their step
 * were empty at every look for as long as a handler may hold a message, or a job that came to the step later was past it
 * a whole deadline ago. A job whose own events are in the outbox of ingest has not had its turn. While reports of later
 * steps wait to be recorded a job has one deadline more, not for ever: under a steady load one of them always waits.
 *
 * What waits in the outbox of persistence (down, or without the broker) nobody here can see: it counts as lost.
 */
export class WatchDeadlines extends Rounds {
  /** Since when, by the clock of the process, the queues of a step were empty at every look. */
  private emptySince = new Map<Step, number>();

  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly bus: Pick<EventBus, 'waiting'>,
    private readonly orders: Pick<JobOrders, 'submissionOf'>,
    private readonly settings: DeadlineSettings,
  ) {
    super({ ...settings, name: 'watch deadlines' });
  }

  /** @throws AppError BROKER_UNAVAILABLE, DATABASE_UNAVAILABLE; then nothing is known, and nothing is done */
  override async round(signal: AbortSignal): Promise<void> {
    const before = this.emptySince;
    // What is not looked at in this round may fill and empty meanwhile.
    this.emptySince = new Map();
    for (const step of await this.ledger.overdueSteps(this.settings.deadlineMs)) {
      const onlyOvertaken = !(await this.isAbandoned(step, before.get(step), signal));
      const isReported = await this.isAnyWaiting(reportsAfter(step), signal);
      const look = { onlyOvertaken, isReported };
      while (!signal.aborted && (await this.failOverdue(step, look)) === batch);
    }
  }

  /** Whether nothing waits for a step, and nobody can have in hand what waited for it. */
  private async isAbandoned(
    step: Step,
    emptyBefore: number | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (await this.isAnyWaiting(awaitedAt[step].events, signal)) return false;
    const since = emptyBefore ?? performance.now();
    this.emptySince.set(step, since);
    return performance.now() - since >= this.settings.handlerTimeoutMs;
  }

  private async isAnyWaiting(awaited: readonly Awaited[], signal: AbortSignal): Promise<boolean> {
    if (await this.isAnyWaitingNow(awaited)) return true;
    await sleep(this.settings.lookAgainMs ?? 1_000, undefined, { signal });
    return this.isAnyWaitingNow(awaited);
  }

  private async isAnyWaitingNow(awaited: readonly Awaited[]): Promise<boolean> {
    for (const { service, event } of awaited) {
      if ((await this.bus.waiting(service, event.type)) > 0) return true;
    }
    return false;
  }

  private async failOverdue(
    step: Step,
    { onlyOvertaken, isReported }: { readonly onlyOvertaken: boolean; readonly isReported: boolean },
  ): Promise<number> {
    const failed = await this.ledger.transaction(async (transaction) => {
      const jobs = await this.ledger.lockOverdue(transaction, step, {
        deadlineMs: this.settings.deadlineMs * (isReported ? 2 : 1),
        onlyOvertaken,
        limit: batch,
      });
      // What was in the outbox when the queues were looked at may be in a queue by now, or reported.
      const decisive = [
        ...(onlyOvertaken ? [] : awaitedAt[step].events),
        ...(isReported ? [] : reportsAfter(step)),
      ];
      if (jobs.length === 0) return [];
      if (await this.isAnyWaitingNow(decisive)) {
        this.emptySince.delete(step);
        return [];
      }
      const events: Envelope[] = [];
      const ended: { readonly job: Job; readonly progress: JobProgress }[] = [];
      for (const job of jobs) {
        await this.inTraceOf(job, async () => {
          const event = this.verdictOf(job, step);
          const progress = progressAfter(job.progress, event);
          await this.ledger.advance(transaction, job, progress, [ledgerEntryOf(event)]);
          events.push(event);
          ended.push({ job, progress });
        });
      }
      await this.outbox.add(transaction, events);
      return ended;
    });
    for (const { job, progress } of failed) {
      this.settings.logger.warn({ job_id: job.id, step }, 'a job was failed at its deadline');
      measureProgress(job.progress, progress, job.createdAt);
    }
    return failed.length;
  }

  /** Nobody asked for a verdict: it has a trace of its own, with a link to the submission. */
  private inTraceOf(job: Job, work: () => Promise<void>): Promise<void> {
    const options = () => ({
      parentHeaders: {},
      links: linksTo(this.orders.submissionOf(job), 'submission'),
    });
    return withLogContext({ job_id: job.id }, () => inSpan('fail overdue job', options, work));
  }

  private verdictOf(job: Job, step: Step): Envelope {
    const { stage } = awaitedAt[step];
    const { service, event } = missingAt(step, job.progress.facts);
    const error: JobError = {
      code: 'JOB_DEADLINE_EXCEEDED',
      message: `expected to hear of the job within ${this.settings.deadlineMs / 1_000} s: it is at the stage ${stage}, where ${service} has not handled ${event.type}`,
      retryable: false,
      stage,
    };
    return verdictEvent(job, job.progress.generation, jobFailed({ error }));
  }
}
