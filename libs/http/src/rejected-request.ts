import { AppError, type Code } from '@meeting-intelligence/errors';

/** What is wrong with one field. */
export interface Fault {
  /** JSON pointer into the request, for example `/title`. */
  readonly pointer: string;
  readonly code: 'missing' | 'empty' | 'duplicate' | 'unknown' | 'too_long' | 'invalid';
  readonly detail: string;
}

/** A request that can only succeed after the client changed it, or came again later. */
export class RejectedRequest extends AppError {
  /** HTTP status where it is not the usual one of the code. */
  readonly status?: number;
  readonly faults: readonly Fault[];
  /** When the same request is worth another try. */
  readonly retryAfterSeconds?: number;

  constructor(
    code: Code,
    message: string,
    options: {
      status?: number;
      faults?: readonly Fault[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(code, message, { cause: options.cause });
    this.status = options.status;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
