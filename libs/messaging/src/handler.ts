import type { Envelope, EventDraft } from '@meeting-intelligence/contracts';
import type { AppError } from '@meeting-intelligence/errors';

/** "Not yet": come back with the same event later. Not a failure, and spends no attempt. */
export class Deferral {
  constructor(
    readonly delayMs: number,
    /** JSON; the next delivery finds it in `context.checkpoint`. */
    readonly checkpoint: unknown,
    /** Nothing was tried, as somebody else may be at it: what is known of the event from before still holds. */
    readonly isUntried = false,
  ) {}
}

/** `return defer(3_000, { checks: 1 })` */
export function defer(delayMs: number, checkpoint: unknown): Deferral {
  return new Deferral(delayMs, checkpoint);
}

/**
 * `return deferUntried(3_000, context.checkpoint)`: somebody else has the lease or the turn. He may be the process that
 * this very event ended, so neither its attempts nor its deliveries without an outcome are forgotten.
 */
export function deferUntried(delayMs: number, checkpoint: unknown): Deferral {
  return new Deferral(delayMs, checkpoint, true);
}

export type HandlerResult = readonly EventDraft[] | Deferral;

/** What a handler may know of its delivery, and no more; `@Ctx() context: HandlerContext`. */
export interface HandlerContext {
  /** Aborted at the handler's deadline, and when the process has to stop at once. */
  readonly signal: AbortSignal;
  /** 1 on the first delivery; one more for each retry. */
  readonly attempt: number;
  /** Whether a retryable failure of this attempt would be final. */
  readonly isLastAttempt: boolean;
  /** What the attempt before left behind: `AppError.checkpoint` or `defer(…, checkpoint)`. */
  readonly checkpoint: unknown;
}

/**
 * What a service tells the others once when it gives an event up for good, just before the event is dead-lettered:
 * `stage.failed` where the job cannot go on, an `analysis.completed` that says so where it can.
 */
export type OnGivenUp = (event: Envelope, failure: AppError) => readonly EventDraft[];
