import { AppError } from '@meeting-intelligence/errors';

/** Before anything of its body is read, a request waits no longer for the database or the store than this. */
export const hookDeadlineMs = 5_000;

/**
 * What `work` comes to, unless it takes too long: then nobody waits for it any more, and what it comes to goes to `late`.
 *
 * @throws AppError SERVICE_UNAVAILABLE; or what `work` threw in time
 */
export async function inTime<Result>(
  work: Promise<Result>,
  withinMs: number,
  late: (result: Result) => void = () => undefined,
): Promise<Result> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    work.then(late, () => undefined);
    over.reject(new AppError('SERVICE_UNAVAILABLE', `expected an answer within ${withinMs} ms`));
  }, withinMs);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
