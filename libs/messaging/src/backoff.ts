const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** Grows from 0.1 s to 10 s, with full jitter above half of it: many processes do not come back in step. */
export function backoffMs(attempt: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling * (0.5 + Math.random() / 2);
}
