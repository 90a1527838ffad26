import { AppError, toAppError } from '@meeting-intelligence/errors';

/** The same failure, after which the next delivery finds `checkpoint`. */
export function leaving(error: unknown, checkpoint: unknown): AppError {
  const { code, message, retryable, retryAfterMs } = toAppError(error);
  return new AppError(code, message, { cause: error, retryable, retryAfterMs, checkpoint });
}
