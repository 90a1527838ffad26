import type { Analysis, TranscriptCreated } from '@meeting-intelligence/contracts';
import { AppError, errorCodes, toAppError, type ErrorCode } from '@meeting-intelligence/errors';
import type { KeptAnswers } from './kept-answers.js';
import type { LanguageModel } from './language-model.js';
import type { MeetingText } from './meeting-text.js';
import { isRequested, partNames, variantOf, type PartName } from './options.js';
import { checkpointOf, failed, notRequested, type OutcomeOf, type Outcomes } from './outcomes.js';
import { findActionItems } from './parts/action-items.js';
import { findDecisions } from './parts/decisions.js';
import type { Part } from './parts/part.js';
import { findSpeakerNames } from './parts/speaker-names.js';
import { summarise } from './parts/summary.js';
import { JobWasCancelled } from './stoppable-model.js';

export interface Run {
  readonly event: TranscriptCreated;
  readonly meeting: MeetingText;
  readonly model: LanguageModel;
  readonly answers: KeptAnswers;
  readonly signal: AbortSignal;
  /** What the message says that is not to be asked for again. */
  readonly before: Outcomes;
  readonly isLastAttempt: boolean;
}

interface Failure {
  readonly name: PartName;
  readonly error: AppError;
}

/**
 * The parts that were asked for at the same time, each with an outcome of its own. When a part fails for a moment and there is another
 * attempt, when something is waited for, or when the process stops, throws one error that carries the outcomes there are.
 *
 * @throws AppError retryable, with the outcomes so far as its checkpoint and the longest wait asked for
 * @throws JobWasCancelled
 */
export async function runParts(run: Run): Promise<Outcomes> {
  const { event, signal, isLastAttempt } = run;
  const details = event.data.meeting;
  const failures: Failure[] = [];
  const [speakers, summary, actionItems, decisions] = await Promise.all([
    attempt('speakers', findSpeakerNames, run, failures),
    attempt('summary', summarise, run, failures),
    attempt('actionItems', findActionItems, run, failures),
    attempt('decisions', findDecisions, run, failures),
  ]);
  const outcomes: Outcomes = { speakers, summary, actionItems, decisions };
  if (failures.some(({ error }) => error.cause instanceof JobWasCancelled)) throw new JobWasCancelled();
  // An aborted part says nothing about the provider: the next process, or the next attempt, has to do it.
  const isFinal = ({ error }: Failure) => !error.retryable && !signal.aborted;
  const open = failures.filter((failure) => !isFinal(failure));
  // Who waits for something has no last attempt: what failed beside it is tried again with it.
  const nothingLeft = isLastAttempt && !signal.aborted && !open.some(isOutage);
  for (const { name, error } of failures.filter((failure) => nothingLeft || isFinal(failure))) {
    outcomes[name] = failed(error, variantOf(name, details));
  }
  if (open.length > 0 && !nothingLeft) {
    const requested = partNames.filter((name) => isRequested(name, details)).length;
    throw together(open, requested, checkpointOf(event.generation, outcomes));
  }
  return outcomes;
}

/** Undefined, and a failure noted, where the part has no outcome yet. */
async function attempt<Name extends PartName>(
  name: Name,
  part: Part<Analysis[Name]>,
  { event, meeting, model, answers, signal, before }: Run,
  failures: Failure[],
): Promise<OutcomeOf<Name> | undefined> {
  if (!isRequested(name, event.data.meeting)) return notRequested;
  const known: OutcomeOf<Name> | undefined = before[name];
  // A refusal is as final at the next attempt.
  if (known?.status === 'failed') return known;
  try {
    return await answers.keep(event, name, known, async () => {
      const { value, degraded: reason, model: answeredBy } = await part(meeting, model, signal);
      const status = reason === null ? 'ok' : 'degraded';
      return { status, reason, value, model: answeredBy, variant: variantOf(name, event.data.meeting) };
    });
  } catch (error) {
    failures.push({ name, error: toAppError(error) });
    return undefined;
  }
}

/** Something is away that every event needs: the runner waits for it, and spends no attempt. */
function isOutage({ error }: Failure): boolean {
  const { outage = false }: ErrorCode = errorCodes[error.code];
  return outage;
}

function together(failures: readonly Failure[], requested: number, checkpoint: unknown): AppError {
  const error = (failures.find(isOutage) ?? failures[0])?.error;
  const waits = failures.flatMap((failure) => failure.error.retryAfterMs ?? []);
  return new AppError(
    error?.code ?? 'UNEXPECTED',
    `${failures.length} of ${requested} parts of the analysis failed: ${error?.message ?? ''}`,
    {
      cause: error,
      retryable: true,
      retryAfterMs: waits.length > 0 ? Math.max(...waits) : undefined,
      checkpoint,
    },
  );
}
