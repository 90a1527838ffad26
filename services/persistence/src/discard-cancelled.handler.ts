import { jobCancelled, type EventDraft, type JobCancelled } from '@meeting-intelligence/contracts';
import { Inbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { withCancellation } from './arrival.js';
import { Arrivals } from './arrivals.js';

/** Remembers that a generation was cancelled, so that what arrives of it later is discarded. */
@Controller()
export class DiscardCancelledHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly arrivals: Arrivals,
  ) {}

  @EventPattern<string>(jobCancelled.type)
  handle(@Payload() event: JobCancelled): Promise<readonly EventDraft[]> {
    const { subject: jobId, generation } = event;
    return this.inbox.once(event, async (transaction) => {
      const arrival = await this.arrivals.lock(transaction, jobId);
      await this.arrivals.save(transaction, jobId, withCancellation(arrival, generation));
      return [];
    });
  }
}
