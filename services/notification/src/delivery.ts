import type { JobOutcome } from '@meeting-intelligence/contracts';
import { deterministicId } from '@meeting-intelligence/messaging';

/** One telling of one terminal state to the CMS, however many attempts it takes. */
export interface Delivery {
  /** Follows from the rest: the same on every attempt. The CMS sees it as `webhook-id`. */
  readonly id: string;
  readonly jobId: string;
  readonly generation: number;
  readonly outcome: JobOutcome;
}

export function deliveryOf(
  { subject: jobId, generation }: { readonly subject: string; readonly generation: number },
  outcome: JobOutcome,
): Delivery {
  return { id: deterministicId(jobId, 'delivery', generation, outcome), jobId, generation, outcome };
}

/** What came of one attempt; `responseText` is what the CMS said, for its own eyes, cut to 4 KiB. */
export interface Attempt {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly responseText: string | null;
  readonly error: string | null;
}
