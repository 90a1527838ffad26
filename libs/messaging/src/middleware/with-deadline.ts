import { AppError } from '@meeting-intelligence/errors';

/** How long a handler may take to notice that its signal was aborted, and to hand over its checkpoint. */
const SETTLE_MS = 1_000;

/** The process is stopping; carries what the handler gave back, for the next process to go on from. */
export class Interrupted extends Error {
  constructor(readonly checkpoint?: unknown) {
    super('the process is stopping');
  }
}

/**
 * Runs `work` with a signal that is aborted at the deadline and when `stop` is. A handler that ignores its signal is
 * left behind after a moment: it may still finish, so its effects have to be idempotent (inbox, deterministic ids).
 *
 * @throws AppError HANDLER_TIMEOUT; Interrupted; or what `work` throws
 */
export async function withDeadline<Result>(
  timeoutMs: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const signal = AbortSignal.any([deadline.signal, stop]);
  const left = Promise.withResolvers<never>();
  let settling: NodeJS.Timeout | undefined;
  const onAbort = () => {
    settling = setTimeout(() => left.reject(signal.reason), SETTLE_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(signal), left.promise]);
  } catch (thrown) {
    const checkpoint = thrown instanceof AppError ? thrown.checkpoint : undefined;
    if (stop.aborted) throw new Interrupted(checkpoint);
    if (!deadline.signal.aborted) throw thrown;
    throw new AppError('HANDLER_TIMEOUT', `the handler did not finish within ${timeoutMs} ms`, {
      cause: thrown,
      checkpoint,
    });
  } finally {
    clearTimeout(timer);
    clearTimeout(settling);
    signal.removeEventListener('abort', onAbort);
  }
}
