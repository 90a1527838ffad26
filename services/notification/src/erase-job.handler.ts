import { jobErased, type EventDraft, type JobErased } from '@meeting-intelligence/contracts';
import { Inbox, Outbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Deliveries } from './deliveries.js';
import { WebhookTargets } from './webhook-targets.js';

/**
 * Deletes whom to tell of a job and what was told. A webhook that waits for another attempt is not sent any more, and an outcome
 * that comes late finds that the job was erased. A request that is under way in this very moment is not called back.
 */
@Controller()
export class EraseJobHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly targets: WebhookTargets,
    private readonly deliveries: Deliveries,
  ) {}

  @EventPattern<string>(jobErased.type)
  handle(@Payload() event: JobErased): Promise<readonly EventDraft[]> {
    const { subject: jobId } = event;
    return this.inbox.once(event, async (transaction) => {
      await this.targets.erase(transaction, jobId);
      await this.deliveries.erase(transaction, jobId);
      await this.outbox.withdraw(transaction, jobId);
      return [];
    });
  }
}
