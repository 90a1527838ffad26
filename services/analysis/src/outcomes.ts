import {
  analysis,
  type Analysis,
  type AnalysisCompleted,
  type ArtifactStatus,
  type MeetingDetails,
} from '@meeting-intelligence/contracts';
import { errorCodes, toAppError } from '@meeting-intelligence/errors';
import { z } from 'zod';
import { isRequested, partNames, variantOf, type PartName } from './options.js';
import { resolveOwners } from './resolve-owners.js';

function outcomeOf<Value extends z.ZodType>(value: Value) {
  return z.object({
    status: z.enum(['ok', 'degraded', 'failed', 'skipped']),
    reason: z.string().nullable(),
    value: value.nullable(),
    model: z.string().nullable(),
    variant: z.string().default(''),
  });
}

/** What became of each part; a part that is missing has no outcome yet. */
const outcomes = z.object({
  speakers: outcomeOf(analysis.shape.speakers),
  summary: outcomeOf(analysis.shape.summary),
  actionItems: outcomeOf(analysis.shape.actionItems),
  decisions: outcomeOf(analysis.shape.decisions),
});
export type OutcomeOf<Name extends PartName> = Outcome<Analysis[Name]>;
export type Outcomes = { [Name in PartName]?: OutcomeOf<Name> };

export interface Outcome<Value> {
  readonly status: ArtifactStatus['status'];
  readonly reason: string | null;
  readonly value: Value | null;
  readonly model: string | null;
  /** Which question it answers (options.ts). */
  readonly variant: string;
}

/** Travels with a retried message, and with a replayed one, as JSON. */
const checkpoints = outcomes.partial().extend({ generation: z.int().default(1) });

export function checkpointOf(generation: number, found: Outcomes): unknown {
  return { ...found, generation };
}

/** What an earlier attempt finished; a checkpoint that cannot be read is none. */
export function outcomesIn(checkpoint: unknown): Outcomes {
  return outcomes.partial().safeParse(checkpoint).data ?? {};
}

/** The outcomes that are of use to a meeting of these details: whoever edits and replays an event may ask another question. */
export function fitting(found: Outcomes, details: MeetingDetails): Outcomes {
  const fits = (part: PartName) => {
    const outcome = found[part];
    return outcome && outcome.status !== 'skipped' && outcome.variant === variantOf(part, details);
  };
  return Object.fromEntries(partNames.filter(fits).map((part) => [part, found[part]]));
}

/** What is not asked for again. A part that failed in an earlier generation is: the replay is there to do better. */
export function settledIn(checkpoint: unknown, generation: number, details: MeetingDetails): Outcomes {
  const found = fitting(outcomesIn(checkpoint), details);
  if (checkpoints.safeParse(checkpoint).data?.generation === generation) return found;
  const parts: [string, Outcome<unknown> | undefined][] = Object.entries(found);
  return Object.fromEntries(parts.filter(([, outcome]) => outcome?.status !== 'failed'));
}

/** An outcome as JSON; undefined where it is none of this part. */
export function readOutcome<Name extends PartName>(part: Name, json: string): OutcomeOf<Name> | undefined {
  try {
    return outcomes.shape[part].safeParse(JSON.parse(json)).data as OutcomeOf<Name> | undefined;
  } catch {
    return undefined;
  }
}

export function failed(error: unknown, variant = ''): Outcome<never> {
  const { code, message } = toAppError(error);
  // The words of a bug are for the log.
  const sentence = code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message;
  return { status: 'failed', reason: `${sentence} (${code})`, value: null, model: null, variant };
}

export const notRequested: Outcome<never> = {
  status: 'skipped',
  reason: 'not requested',
  value: null,
  model: null,
  variant: '',
};

/** The outcomes of the parts that nobody asked for. */
export function skippedParts(details: MeetingDetails): Outcomes {
  const skipped = partNames.filter((part) => !isRequested(part, details));
  return Object.fromEntries(skipped.map((part) => [part, notRequested]));
}

const notReached = { status: 'failed', reason: 'the analysis ended before it' } as const;

/** The event's data; parts without an outcome are reported as `otherwise` says. */
export function completion(
  { speakers, summary, actionItems, decisions }: Outcomes,
  otherwise: ArtifactStatus = notReached,
): AnalysisCompleted['data'] {
  const found: Analysis = {
    speakers: speakers?.value ?? [],
    summary: summary?.value ?? null,
    actionItems: resolveOwners(actionItems?.value ?? [], speakers?.value ?? []),
    decisions: decisions?.value ?? [],
  };
  const model = [speakers, summary, actionItems, decisions].find((outcome) => outcome?.model)?.model;
  return {
    analysis: found,
    artifacts: {
      speakers: statusOf(speakers) ?? otherwise,
      summary: statusOf(summary) ?? otherwise,
      actionItems: statusOf(actionItems) ?? otherwise,
      decisions: statusOf(decisions) ?? otherwise,
    },
    engine: model ? { provider: 'openai', model } : null,
  };
}

function statusOf(outcome: Outcome<unknown> | undefined) {
  return outcome && { status: outcome.status, reason: outcome.reason };
}
