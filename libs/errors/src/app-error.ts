import { errorCodes, type Code } from './codes.js';

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Overrides the table: for a code whose instances differ. */
  readonly retryable?: boolean;
  /** What the other side asked for, in milliseconds (HTTP `Retry-After`). */
  readonly retryAfterMs?: number;
  /** State worth keeping for the next attempt; it travels with the retried message. JSON. */
  readonly checkpoint?: unknown;
}

/** The one error type. The message says what was expected and what arrived; it may be shown to a CMS. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly checkpoint?: unknown;

  constructor(
    readonly code: Code,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? errorCodes[code].retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.checkpoint = options.checkpoint;
  }
}

/** Any thrown value as an AppError; one nobody foresaw becomes UNEXPECTED with the original as its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('UNEXPECTED', message, { cause: thrown });
}
