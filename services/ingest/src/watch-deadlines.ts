import {
  eventsConsumedBy,
  jobFailed,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type JobError,
} from '@meeting-intelligence/contracts';
import { Outbox, type EventBus } from '@meeting-intelligence/messaging';
import type { Logger } from '@meeting-intelligence/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobLedger } from './job-ledger.js';
import { progressAfter } from './job-progress.js';
import { awaitedAt, type Awaited, type Step } from './job-step.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { Rounds } from './rounds.js';
import { verdictEvent } from './verdict.js';

export interface DeadlineSettings {
  readonly deadlineMs: number;
  readonly intervalMs: number;
  /** An event on its way from queue to queue is in none of them for a moment (default 1 s). */
  readonly lookAgainMs?: number;
  readonly logger: Logger;
}

/** Jobs locked at a time: the events of none of them wait long for the others. */
const batch = 50;

/** What moves a job on. While one of them waits to be recorded, the ledger does not know how far the jobs are. */
const reports: readonly Awaited[] = eventsConsumedBy('ingest')
  .filter(({ type }) => type !== webhookDelivered.type && type !== webhookExhausted.type)
  .map((event) => ({ service: 'ingest', event }));

/**
 * Fails jobs that have neither ended nor wait for their turn when their deadline has passed: their message was lost, or
 * is held by something that does not end. A job is merely queued while messages wait for its step and no job that came
 * to the step later has left it, or while its own events are in the outbox.
 */
export class WatchDeadlines extends Rounds {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly bus: Pick<EventBus, 'waiting'>,
    private readonly settings: DeadlineSettings,
  ) {
    super({ ...settings, name: 'watch deadlines' });
  }

  /** @throws AppError BROKER_UNAVAILABLE, DATABASE_UNAVAILABLE; then nothing is known, and nothing is done */
  override async round(signal: AbortSignal): Promise<void> {
    for (const step of await this.ledger.overdueSteps(this.settings.deadlineMs)) {
      if (await this.isAnyWaiting(reports, signal)) return;
      const onlyOvertaken = await this.isAnyWaiting(awaitedAt[step].events, signal);
      while (!signal.aborted && (await this.failOverdue(step, onlyOvertaken)) === batch);
    }
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

  private async failOverdue(step: Step, onlyOvertaken: boolean): Promise<number> {
    const { deadlineMs } = this.settings;
    const failed = await this.ledger.transaction(async (transaction) => {
      const jobs = await this.ledger.lockOverdue(transaction, step, {
        deadlineMs,
        onlyOvertaken,
        limit: batch,
      });
      // What was in the outbox when the queues were looked at may be in a queue by now.
      const decisive = onlyOvertaken ? reports : [...reports, ...awaitedAt[step].events];
      if (jobs.length === 0 || (await this.isAnyWaitingNow(decisive))) return [];
      const events: Envelope[] = [];
      for (const job of jobs) {
        const event = this.verdictOf(job, step);
        const progress = progressAfter(job.progress, event);
        await this.ledger.advance(transaction, job, progress, [ledgerEntryOf(event)]);
        events.push(event);
      }
      await this.outbox.add(transaction, events);
      return jobs;
    });
    for (const { id } of failed)
      this.settings.logger.warn({ job_id: id, step }, 'a job was failed at its deadline');
    return failed.length;
  }

  private verdictOf(job: Job, step: Step): Envelope {
    const { stage, events } = awaitedAt[step];
    const [{ service, event }] = events as [Awaited];
    const error: JobError = {
      code: 'JOB_DEADLINE_EXCEEDED',
      message: `expected the job to end within ${this.settings.deadlineMs / 1_000} s: it is at the stage ${stage}, where ${service} has not handled ${event.type}`,
      retryable: false,
      stage,
    };
    return verdictEvent(job, job.progress.generation, jobFailed({ error }));
  }
}
