import {
  eventsConsumedBy,
  jobErased,
  recordingRequested,
  type Envelope,
  type EventDefinition,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { Inbox, Outbox, type Transaction } from '@meeting-intelligence/messaging';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { JobLedger } from './job-ledger.js';
import { progressAfter, type JobProgress } from './job-progress.js';
import { measureProgress } from './measuring/measure-progress.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { verdictEvent, verdictOn } from './verdict.js';

/** What ingest tells itself to do something: fetch/ and erasing/. All else is to be recorded. */
const orders: readonly EventDefinition[] = [recordingRequested, jobErased];
const reports = eventsConsumedBy('ingest').filter((event) => !orders.includes(event));

/** Everything that happens to a job becomes an entry of its history, whichever event it is. What ends it is told. */
@Controller()
export class RecordEventHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly ledger: JobLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(reports.map((event) => event.type))
  async handle(@Payload() event: Envelope): Promise<readonly EventDraft[]> {
    let measure: (() => void) | undefined;
    await this.inbox.once(event, async (transaction) => {
      const job = await this.ledger.lock(transaction, event.subject);
      if (job) {
        const progress = await this.record(transaction, job, event);
        measure = () => measureProgress(job.progress, progress, job.createdAt);
      } else await this.leaveAside(event);
      return [];
    });
    measure?.();
    return [];
  }

  private async leaveAside({ type, subject, owner }: Envelope): Promise<void> {
    if (await this.ledger.wasErased(subject, owner))
      this.logger.info({ type }, 'job was erased: its event is left aside');
    else this.logger.warn({ type }, 'an event of a job that was never submitted here is left aside');
  }

  /** The verdict goes to the outbox from here, not through the runner: the history names it under its id. */
  private async record(transaction: Transaction, job: Job, event: Envelope): Promise<JobProgress> {
    const progress = progressAfter(job.progress, event);
    const verdict = verdictOn(job.progress, progress, event);
    const told = verdict ? [verdictEvent(job, progress.generation, verdict, event)] : [];
    await this.ledger.advance(transaction, job, progress, [event, ...told].map(ledgerEntryOf));
    await this.outbox.add(transaction, told);
    return progress;
  }
}
