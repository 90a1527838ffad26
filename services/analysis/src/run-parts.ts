import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { LanguageModel } from './language-model.js';
import type { MeetingText } from './meeting-text.js';
import { failed, type Outcome, type Outcomes } from './outcomes.js';
import { findActionItems } from './parts/action-items.js';
import { findDecisions } from './parts/decisions.js';
import type { Part } from './parts/part.js';
import { findSpeakerNames } from './parts/speaker-names.js';
import { summarise } from './parts/summary.js';

export interface Run {
  readonly meeting: MeetingText;
  readonly model: LanguageModel;
  readonly signal: AbortSignal;
  /** What earlier attempts finished. */
  readonly before: Outcomes;
  readonly isLastAttempt: boolean;
}

/**
 * The four parts at the same time, each with an outcome of its own. When a part fails for a moment and there is another
 * attempt, or when the process stops, throws one error that carries the outcomes there are.
 *
 * @throws AppError retryable, with the outcomes so far as its checkpoint and the longest wait asked for
 */
export async function runParts(run: Run): Promise<Outcomes> {
  const { before } = run;
  const failures: AppError[] = [];
  const attempt = <Value>(part: Part<Value>, done: Outcome<Value> | undefined) =>
    done ?? outcomeOf(part, run, failures);
  const [speakers, summary, actionItems, decisions] = await Promise.all([
    attempt(findSpeakerNames, before.speakers),
    attempt(summarise, before.summary),
    attempt(findActionItems, before.actionItems),
    attempt(findDecisions, before.decisions),
  ]);
  const outcomes: Outcomes = { speakers, summary, actionItems, decisions };
  if (failures.length > 0) throw together(failures, outcomes);
  return outcomes;
}

/** Undefined, and a failure noted, where another attempt may do better. */
async function outcomeOf<Value>(
  part: Part<Value>,
  { meeting, model, signal, isLastAttempt }: Run,
  failures: AppError[],
): Promise<Outcome<Value> | undefined> {
  try {
    const { value, degraded, model: answeredBy } = await part(meeting, model, signal);
    return { status: degraded === null ? 'ok' : 'degraded', reason: degraded, value, model: answeredBy };
  } catch (error) {
    const failure = toAppError(error);
    // An aborted part says nothing about the provider: the next process, or the next attempt, has to do it.
    if (!signal.aborted && (isLastAttempt || !failure.retryable)) return failed(failure);
    failures.push(failure);
    return undefined;
  }
}

function together(failures: readonly AppError[], checkpoint: Outcomes): AppError {
  const [first] = failures;
  const waits = failures.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return new AppError(
    first?.code ?? 'UNEXPECTED',
    `${failures.length} of 4 parts of the analysis failed: ${first?.message ?? ''}`,
    {
      cause: first,
      retryable: true,
      retryAfterMs: waits.length > 0 ? Math.max(...waits) : undefined,
      checkpoint,
    },
  );
}
