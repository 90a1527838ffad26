import type { EventDraft } from '@meeting-intelligence/contracts';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import { isOurOutage } from './failure-policy.js';
import { Interrupted } from './with-deadline.js';

/** Reserved: no checkpoint of a handler has this member. */
const RETURNED = 'runner:returned';

/** What the handler of an earlier delivery returned, when only publishing it is left to do. */
export function returnedDrafts(checkpoint: unknown): readonly EventDraft[] | undefined {
  if (typeof checkpoint !== 'object' || checkpoint === null) return undefined;
  const { [RETURNED]: drafts } = checkpoint as { readonly [RETURNED]?: unknown };
  return Array.isArray(drafts) ? (drafts as readonly EventDraft[]) : undefined;
}

/**
 * The failure to publish `drafts`, with a checkpoint that holds them. Above `limitBytes` without: messages stay small,
 * the store may be the very thing that is away, and a transcript that large is fetched again without being paid again.
 */
export function keepingDrafts(thrown: unknown, drafts: readonly EventDraft[], limitBytes: number): Error {
  const whole = { [RETURNED]: drafts };
  const checkpoint = Buffer.byteLength(JSON.stringify(whole)) <= limitBytes ? whole : undefined;
  if (thrown instanceof Interrupted) return new Interrupted(checkpoint);
  const { code, message, retryable } = reasonOf(thrown);
  return new AppError(code, message, { cause: thrown, retryable, checkpoint });
}

/** A deadline that passed after the handler was done is no fault of the handler. */
function reasonOf(thrown: unknown): AppError {
  const failure = toAppError(thrown);
  if (failure.code !== 'HANDLER_TIMEOUT') return failure;
  if (isOurOutage(failure.cause)) return toAppError(failure.cause);
  return new AppError(
    'BROKER_UNAVAILABLE',
    'what the handler returned was not confirmed before its deadline',
  );
}
