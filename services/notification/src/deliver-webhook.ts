import { webhookDelivered, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import {
  defer,
  deferUntried,
  Inbox,
  type HandlerContext,
  type HandlerResult,
} from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { Deliveries } from './deliveries.js';
import { deliveryOf, type Delivery } from './delivery.js';
import { SendSealedWebhook, type SealedWebhook } from './send-sealed-webhook.js';
import { webhookBody, type Ending } from './webhook-body.js';
import type { SendResult } from './webhook-sender.js';
import { WebhookTargets } from './webhook-targets.js';

const lookAgainMs = 3_000;
/** The submission is nearly always here within milliseconds; after a minute something is wrong and counts as a failure. */
const patientLookUps = 20;
/** What claiming and recording may take beyond the sending. */
const leaseMarginMs = 15_000;

/**
 * Tells the CMS how a job ended: claim, send outside any transaction, record. Nothing is ever sent after a recorded
 * 2xx. An answer that could not be recorded is sent again, under the same `webhook-id`.
 */
@Injectable()
export class DeliverWebhook {
  constructor(
    private readonly inbox: Inbox,
    private readonly targets: WebhookTargets,
    private readonly deliveries: Deliveries,
    private readonly sender: SendSealedWebhook,
  ) {}

  /**
   * @throws AppError WEBHOOK_REJECTED, WEBHOOK_UNREACHABLE, WEBHOOK_TARGET_UNKNOWN, SECRET_KEY_UNKNOWN,
   * SECRET_UNREADABLE, DATABASE_UNAVAILABLE
   */
  async deliver(event: Envelope, ending: Ending, context: HandlerContext): Promise<HandlerResult> {
    const target = await this.targets.find(event.subject);
    if (!target) return lookAgain(context);
    if (target === 'erased' || target.url === null) return [];

    const delivery = deliveryOf(event, ending.outcome);
    const claim = await this.deliveries.claim(delivery, this.sender.timeoutMs + leaseMarginMs);
    if (claim.kind === 'settled') return [];
    // Not done with: whoever claimed it may have died, and then the webhook is ours to send.
    if (claim.kind === 'busy') return deferUntried(lookAgainMs, context.checkpoint);

    const body = webhookBody(delivery, ending, target);
    const { url, secret } = target;
    const webhook = { jobId: delivery.jobId, url, secret, deliveryId: delivery.id, body };
    const result = await this.sendOrRelease(delivery, claim.lease, webhook, context.signal);
    if (result.failure) return this.fail(delivery, claim.lease, result, result.failure);
    return this.inbox.once(event, async (transaction) => {
      const attempts = await this.deliveries.recordDelivered(transaction, delivery, result.attempt);
      if (attempts === undefined) return [];
      const { id: deliveryId, outcome } = delivery;
      return [
        webhookDelivered({ deliveryId, outcome, attempts, statusCode: result.attempt.statusCode ?? 200 }),
      ];
    });
  }

  private async sendOrRelease(
    delivery: Delivery,
    lease: string,
    webhook: SealedWebhook,
    signal: AbortSignal,
  ): Promise<SendResult> {
    try {
      return await this.sender.send(webhook, signal);
    } catch (error) {
      await this.deliveries.release(delivery, lease);
      throw error;
    }
  }

  /** After the last failure the runner gives the event up, which tells the others, and us. */
  private async fail(
    delivery: Delivery,
    lease: string,
    { attempt }: SendResult,
    failure: AppError,
  ): Promise<HandlerResult> {
    const attempts = await this.deliveries.recordFailed(delivery, lease, attempt);
    if (attempts === undefined) return [];
    const { code, message, retryable, retryAfterMs } = failure;
    throw new AppError(code, message, { retryable, retryAfterMs, checkpoint: { attempts } });
  }
}

/** "Not yet" at first; then a failure, so that a job nobody submitted here ends among the dead letters. */
function lookAgain({ checkpoint }: HandlerContext): HandlerResult {
  const { lookUps = 0 } = (checkpoint ?? {}) as { readonly lookUps?: number };
  if (lookUps < patientLookUps) return defer(lookAgainMs, { lookUps: lookUps + 1 });
  throw new AppError(
    'WEBHOOK_TARGET_UNKNOWN',
    'expected the submission of the job to have arrived before its outcome',
    {
      checkpoint: { lookUps },
    },
  );
}
