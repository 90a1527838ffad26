import type { Transaction } from '@meeting-intelligence/messaging';

/** Whom to tell about a job, as its submission said. */
export interface WebhookTarget {
  /** Null: the CMS asked for no webhook. */
  readonly url: string | null;
  /** Echoed in `X-Webhook-Secret`. */
  readonly secret: string | null;
  readonly metadata: Record<string, unknown>;
}

export abstract class WebhookTargets {
  abstract remember(transaction: Transaction, jobId: string, target: WebhookTarget): Promise<void>;

  /**
   * Undefined for a job whose submission has not arrived here yet.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(jobId: string): Promise<WebhookTarget | undefined>;
}
