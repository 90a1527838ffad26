import { AppError } from '@meeting-intelligence/errors';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { ContentFilterFinishReasonError, LengthFinishReasonError } from 'openai/core/error';
import { waitAskedForMs } from './patient-fetch.js';

/** The model answered, but not in the shape it was asked for: another answer may be better. */
export class NonsenseAnswer extends AppError {}

type ApiError = Pick<APIError, 'status' | 'code' | 'type' | 'headers'>;

const temporary = [408, 409, 425, 429];

/** What the SDK threw, as docs/errors.md tells failures apart. */
export function openAiFailure(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof ContentFilterFinishReasonError) {
    return new AppError('LANGUAGE_MODEL_REFUSED', 'the language provider filtered the answer out');
  }
  if (thrown instanceof LengthFinishReasonError) {
    // The most expensive of all answers, and as long the next time: asked for once more, not in every attempt.
    return new NonsenseAnswer(
      'LANGUAGE_PROVIDER_UNAVAILABLE',
      'the language model reached the limit of its answers before it came to an end',
      { retryable: false },
    );
  }
  if (isTimeout(thrown)) return unavailable('did not answer in time', thrown);
  if (thrown instanceof APIConnectionError) return unavailable('cannot be reached', thrown);
  if (thrown instanceof APIError) {
    const failure: ApiError = thrown;
    if (failure.status !== undefined) return ofStatus(failure, failure.status);
  }
  // An answer that is cut, no JSON, or of another shape. Its words are not repeated: they may be the meeting's.
  return new NonsenseAnswer(
    'LANGUAGE_PROVIDER_UNAVAILABLE',
    `the language provider gave an answer of another shape (${nameOf(thrown)})`,
  );
}

function ofStatus(thrown: ApiError, status: number): AppError {
  const answered = `answered ${status}${reasonOf(thrown)}`;
  const isTemporary = status >= 500 || temporary.includes(status);
  // "No credit" comes with the status of "too fast", and waiting does not help.
  if (!isTemporary || thrown.code === 'insufficient_quota') {
    return new AppError('LANGUAGE_PROVIDER_REJECTED', `the language provider ${answered}`);
  }
  return unavailable(answered, undefined, waitAskedForMs(thrown.headers));
}

/** The provider's code for it. Its message is left out: it may quote the key or the transcript. */
function reasonOf({ code, type }: ApiError): string {
  const word = code ?? type;
  return word && /^[\w.-]{1,60}$/.test(word) ? ` (${word})` : '';
}

function unavailable(what: string, cause?: unknown, waitMs?: number): AppError {
  return new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', `the language provider ${what}`, {
    cause,
    retryAfterMs: waitMs,
  });
}

function isTimeout(thrown: unknown): boolean {
  return (
    thrown instanceof APIConnectionTimeoutError || (thrown instanceof Error && thrown.name === 'TimeoutError')
  );
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.constructor.name : typeof thrown;
}
