import { AppError, errorCodes, type ErrorCode } from '@meeting-intelligence/errors';
import type { Outcome } from '../outcome.js';

/** The longest of DEFER_DELAYS_MS where that is shorter. */
const OUTAGE_DELAY_MS = 30_000;

/** What becomes of an event whose `attempt`-th handling failed (1 is the first). */
export function outcomeOf(failure: AppError, attempt: number, retryDelaysMs: readonly number[]): Outcome {
  if (isOurOutage(failure))
    return { kind: 'defer', delayMs: OUTAGE_DELAY_MS, checkpoint: failure.checkpoint, failure };
  const tierMs = retryDelaysMs[attempt - 1];
  if (!failure.retryable || tierMs === undefined) return { kind: 'dead', failure };
  return { kind: 'retry', delayMs: Math.max(tierMs, failure.retryAfterMs ?? 0), failure };
}

/** Whether broker, store or database are away: no fault of the event, which is not to pay for it. */
export function isOurOutage(error: unknown): boolean {
  if (!(error instanceof AppError) || !error.retryable) return false;
  const { outage = false }: ErrorCode = errorCodes[error.code];
  return outage;
}
