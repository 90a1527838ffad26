import { eventsConsumedBy, type Envelope, type EventDraft } from '@meeting-intelligence/contracts';
import { Inbox } from '@meeting-intelligence/messaging';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { JobLedger } from './job-ledger.js';
import { progressAfter } from './job-progress.js';
import { ledgerEntryOf } from './ledger-entry.js';

/** Everything that happens to a job becomes an entry of its history, whichever event it is. */
@Controller()
export class RecordEventHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly ledger: JobLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(eventsConsumedBy('ingest').map((event) => event.type))
  handle(@Payload() event: Envelope): Promise<readonly EventDraft[]> {
    return this.inbox.once(event, async (transaction) => {
      const job = await this.ledger.lock(transaction, event.subject);
      if (job)
        await this.ledger.advance(transaction, job, progressAfter(job.progress, event), ledgerEntryOf(event));
      else
        this.logger.warn(
          { type: event.type },
          'an event of a job that was never submitted here is left aside',
        );
      return [];
    });
  }
}
