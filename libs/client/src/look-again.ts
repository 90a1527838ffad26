import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, Unreachable } from './errors.js';

/** Whatever the service does not hold back. */
const betweenLooksMs = 500;
const whileAwayMs = 5_000;

export interface Patience {
  /** Unix time in ms after which nobody looks any more; for ever if left out. */
  readonly until?: number;
  /** Told why a look got no answer. */
  readonly onAway?: (error: ApiProblem | Unreachable) => void;
  readonly signal?: AbortSignal;
}

/**
 * What `look` finds at last: it is called again until it finds something, also after a service that is away for a while.
 * Undefined after `until`.
 *
 * @throws what says that looking again has no prospect
 */
export async function lookUntilFound<Found>(
  look: (leftMs: number) => Promise<Found | undefined>,
  { until = Infinity, onAway, signal }: Patience,
): Promise<Found | undefined> {
  for (;;) {
    const askedAt = Date.now();
    let pauseMs = betweenLooksMs;
    try {
      const found = await look(until - askedAt);
      if (found !== undefined) return found;
    } catch (error) {
      const isAway = error instanceof Unreachable || (error instanceof ApiProblem && error.isTransient);
      if (!isAway) throw error;
      onAway?.(error);
      pauseMs = (error instanceof ApiProblem ? error.retryAfterMs : null) ?? whileAwayMs;
    }
    const leftMs = until - Date.now();
    if (leftMs <= 0) return undefined;
    await sleep(Math.min(leftMs, Math.max(0, askedAt + pauseMs - Date.now())), undefined, { signal });
  }
}
