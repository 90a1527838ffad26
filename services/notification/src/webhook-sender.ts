import type { AppError } from '@meeting-intelligence/errors';
import type { Attempt } from './delivery.js';

export interface Webhook {
  readonly url: string;
  /** Plain. */
  readonly secret: string | null;
  readonly deliveryId: string;
  /** JSON. */
  readonly body: string;
}

/** `failure` is absent when the CMS answered with a 2xx status. */
export interface SendResult {
  readonly attempt: Attempt;
  readonly failure?: AppError;
}

export abstract class WebhookSender {
  /** How long one attempt takes at the most. */
  abstract readonly timeoutMs: number;

  /**
   * Sends once. What the CMS or the network does wrong comes back as WEBHOOK_REJECTED or WEBHOOK_UNREACHABLE, a URL that
   * leads where nothing is sent to as URL_BLOCKED; it throws only when `signal` was aborted.
   */
  abstract send(webhook: Webhook, signal: AbortSignal): Promise<SendResult>;
}
