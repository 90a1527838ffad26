import {
  jobSubmitted,
  recordingRequested,
  type EventDraft,
  type JobSubmitted,
  type RecordingRequested,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { Inbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { WebhookTargets } from './webhook-targets.js';

/** The outcome of a job does not say whom to tell; its submission did, also that of a recording which was never got hold of. */
@Controller()
export class RememberWebhookTargetHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly targets: WebhookTargets,
    private readonly keys: KeyRing,
  ) {}

  @EventPattern<string[]>([jobSubmitted.type, recordingRequested.type])
  handle(@Payload() event: JobSubmitted | RecordingRequested): Promise<readonly EventDraft[]> {
    const { meeting, webhook } = event.data;
    return this.inbox.once(event, async (transaction) => {
      await this.targets.remember(transaction, event.subject, {
        url: webhook?.url ?? null,
        secret: this.sealedAnew(webhook?.secret ?? null, event.subject),
        metadata: meeting.metadata,
        externalId: meeting.externalId,
      });
      return [];
    });
  }

  /**
   * An older gateway sends it plain, and a message that waited long may be sealed with a key that is to be removed: neither
   * is kept so. What does not open is kept as it is, for its key may come back.
   */
  private sealedAnew(secret: string | null, jobId: string): string | null {
    if (secret === null) return null;
    try {
      return this.keys.reseal(secret, jobId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return secret;
    }
  }
}
