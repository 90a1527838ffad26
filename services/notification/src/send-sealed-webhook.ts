import { AppError } from '@meeting-intelligence/errors';
import { isSealed, KeyRing } from '@meeting-intelligence/key-ring';
import { Injectable } from '@nestjs/common';
import { WebhookSender, type SendResult, type Webhook } from './webhook-sender.js';

/** A webhook as it is kept: its secret is sealed for its job, or plain where a build before key rings took it. */
export interface SealedWebhook extends Webhook {
  readonly jobId: string;
}

/** Opens the secret just before it is sent: nothing before this holds it in plain. */
@Injectable()
export class SendSealedWebhook {
  constructor(
    private readonly keys: KeyRing,
    private readonly sender: WebhookSender,
  ) {}

  /** How long one attempt takes at the most. */
  get timeoutMs(): number {
    return this.sender.timeoutMs;
  }

  /**
   * As `WebhookSender`. A secret that does not open comes back as SECRET_KEY_UNKNOWN or SECRET_UNREADABLE, and nothing was
   * sent: without its secret a CMS could not tell the webhook from a forged one.
   */
  async send({ jobId, ...webhook }: SealedWebhook, signal: AbortSignal): Promise<SendResult> {
    const startedAt = new Date();
    let secret: string | null;
    try {
      secret = this.opened(webhook.secret, jobId);
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure;
      const { message: error } = failure;
      return { attempt: { startedAt, durationMs: 0, statusCode: null, responseText: null, error }, failure };
    }
    return this.sender.send({ ...webhook, secret }, signal);
  }

  private opened(secret: string | null, jobId: string): string | null {
    return secret !== null && isSealed(secret) ? this.keys.open(secret, jobId) : secret;
  }
}
