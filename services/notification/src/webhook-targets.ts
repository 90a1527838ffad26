import type { Transaction } from '@meeting-intelligence/messaging';

/** Whom to tell about a job, as its submission said. */
export interface WebhookTarget {
  /** Null: the CMS asked for no webhook. */
  readonly url: string | null;
  /** Echoed in `X-Webhook-Secret`: sealed for the job, or plain where a build before key rings took it. */
  readonly secret: string | null;
  readonly metadata: Record<string, unknown>;
  readonly externalId: string | null;
}

export abstract class WebhookTargets {
  /** Not of a job that was erased. */
  abstract remember(transaction: Transaction, jobId: string, target: WebhookTarget): Promise<void>;

  /**
   * Undefined for a job whose submission has not arrived here yet.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  abstract find(jobId: string): Promise<WebhookTarget | 'erased' | undefined>;

  /** Forgets the target of a job for good: from now on it is known as erased, also where there was none. */
  abstract erase(transaction: Transaction, jobId: string): Promise<void>;
}
