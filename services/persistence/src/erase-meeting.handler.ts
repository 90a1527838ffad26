import { jobErased, type EventDraft, type JobErased } from '@meeting-intelligence/contracts';
import { Inbox, Outbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { withErasure } from './arrival.js';
import { Arrivals } from './arrivals.js';
import { Meetings } from './meetings.js';

/** Deletes a meeting and all that belongs to it. What is left is a row that says so, for events that come late or are replayed. */
@Controller()
export class EraseMeetingHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly arrivals: Arrivals,
    private readonly meetings: Meetings,
  ) {}

  @EventPattern<string>(jobErased.type)
  handle(@Payload() event: JobErased): Promise<readonly EventDraft[]> {
    const { subject: jobId } = event;
    return this.inbox.once(event, async (transaction) => {
      const arrival = await this.arrivals.lock(transaction, jobId);
      await this.arrivals.save(transaction, jobId, withErasure(arrival));
      await this.meetings.delete(transaction, jobId);
      await this.outbox.withdraw(transaction, jobId);
      return [];
    });
  }
}
