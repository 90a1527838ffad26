import type { AppError } from '@meeting-intelligence/errors';
import type { Outcome } from '../outcome.js';

/** What becomes of an event whose `attempt`-th handling failed (1 is the first). */
export function outcomeOf(failure: AppError, attempt: number, retryDelaysMs: readonly number[]): Outcome {
  const tierMs = retryDelaysMs[attempt - 1];
  if (!failure.retryable || tierMs === undefined) return { kind: 'dead', failure };
  return { kind: 'retry', delayMs: Math.max(tierMs, failure.retryAfterMs ?? 0), failure };
}
