import type { AppError } from '@meeting-intelligence/errors';

/** What becomes of one delivery. The bus carries it out, and acknowledges only after the broker confirmed. */
export type Outcome = {
  /** JSON: the calls to providers so far, for the copy that takes the place of the delivery. */
  readonly calls?: string;
  /** Of the span in which the delivery was handled. */
  readonly traceparent?: string;
} & (
  | { readonly kind: 'ack' }
  /** A copy waits in retry tiers for at least the delay; it counts as the next attempt. */
  | { readonly kind: 'retry'; readonly delayMs: number; readonly failure: AppError }
  /**
   * A copy waits in a short tier; it does not count as an attempt. The handler got this far, and the count of attempts
   * starts anew, unless something of our own is away (`failure`) or it could not begin (`isUntried`).
   */
  | {
      readonly kind: 'defer';
      readonly delayMs: number;
      readonly checkpoint: unknown;
      readonly failure?: AppError;
      readonly isUntried?: boolean;
    }
  /** Not handled, as its time has not come: a copy waits on. */
  | { readonly kind: 'wait'; readonly delayMs: number }
  /** A copy with the failure's description goes to the dead-letter queue. */
  | { readonly kind: 'dead'; readonly failure: AppError }
  /** Back to its queue without spending an attempt: this process is stopping. */
  | { readonly kind: 'requeue'; readonly checkpoint?: unknown }
);

/** Whether it says nothing of the event itself: what was known of it before still holds. */
export function isUndecided(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'requeue':
    case 'wait':
      return true;
    case 'defer':
      return outcome.failure !== undefined || outcome.isUntried === true;
    default:
      return false;
  }
}
