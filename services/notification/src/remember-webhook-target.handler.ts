import { jobSubmitted, type EventDraft, type JobSubmitted } from '@meeting-intelligence/contracts';
import { Inbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { WebhookTargets } from './webhook-targets.js';

/** The outcome of a job does not say whom to tell; its submission did. */
@Controller()
export class RememberWebhookTargetHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly targets: WebhookTargets,
  ) {}

  @EventPattern<string>(jobSubmitted.type)
  handle(@Payload() event: JobSubmitted): Promise<readonly EventDraft[]> {
    const { meeting, webhook } = event.data;
    return this.inbox.once(event, async (transaction) => {
      await this.targets.remember(transaction, event.subject, {
        url: webhook?.url ?? null,
        secret: webhook?.secret ?? null,
        metadata: meeting.metadata,
      });
      return [];
    });
  }
}
