import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long the assertion may keep failing before its last error is thrown (default 10 000 ms). */
  readonly timeoutMs?: number;
  /** Pause between two tries (default 50 ms). */
  readonly intervalMs?: number;
}

/**
 * Runs `assertion` until it passes and returns what it returned. After the timeout its last error is thrown,
 * unchanged but for a note on how long was waited, so that the runner's diff still shows.
 * A try that hangs counts against the timeout too.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 50 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown = new Error('the assertion never finished');
  for (;;) {
    const remainingMs = Math.max(1, deadline - Date.now());
    try {
      return await within(Promise.resolve().then(assertion), remainingMs, () => lastError);
    } catch (error) {
      lastError = error;
    }
    if (Date.now() + intervalMs >= deadline) throw withNote(lastError, `still failing after ${timeoutMs} ms`);
    await sleep(intervalMs);
  }
}

/** The promise, or after `timeoutMs` the error made by `onTimeout`. The timer never outlives the promise. */
export async function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  onTimeout: () => unknown,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = onTimeout();
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function withNote(error: unknown, note: string): unknown {
  if (error instanceof Error && !error.message.includes(note)) error.message = `${error.message} (${note})`;
  return error;
}
