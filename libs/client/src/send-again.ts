import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, Unreachable } from './errors.js';

const attempts = 3;
const firstPauseMs = 500;
/** Whoever is told to wait longer decides for himself. */
export const longestPauseMs = 30_000;

/**
 * The answer to a request that may be sent again without being carried out again. It is, twice at most, where it got no answer,
 * where the service says that it may work later, and while an attempt before is still being carried out.
 */
export async function sendAgain<Answer>(
  send: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const pauseMs = attempt < attempts ? pauseAfter(error, attempt) : undefined;
      if (pauseMs === undefined || signal?.aborted) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Undefined where it would not help. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  const pauseMs = firstPauseMs * 2 ** (attempt - 1);
  if (error instanceof Unreachable) return pauseMs;
  if (!(error instanceof ApiProblem)) return undefined;
  if (!error.isTransient && error.code !== 'IDEMPOTENCY_KEY_IN_USE') return undefined;
  const askedForMs = error.retryAfterMs ?? pauseMs;
  return askedForMs <= longestPauseMs ? askedForMs : undefined;
}
