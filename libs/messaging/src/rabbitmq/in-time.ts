import { AppError } from '@meeting-intelligence/errors';

/** amqplib waits for ever for an answer that does not come. */
const RPC_TIMEOUT_MS = 20_000;

/** @throws AppError BROKER_UNAVAILABLE when there is no answer in time; or what the promise rejects with */
export async function inTime<Result>(
  promise: PromiseLike<Result>,
  what: string,
  timeoutMs = RPC_TIMEOUT_MS,
): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new AppError('BROKER_UNAVAILABLE', `${what}: no answer from the broker within ${timeoutMs} ms`),
      ),
    timeoutMs,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
