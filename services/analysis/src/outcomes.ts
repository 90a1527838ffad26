import {
  analysis,
  type Analysis,
  type AnalysisCompleted,
  type ArtifactStatus,
} from '@meeting-intelligence/contracts';
import { errorCodes, toAppError } from '@meeting-intelligence/errors';
import { z } from 'zod';
import { resolveOwners } from './resolve-owners.js';

function outcomeOf<Value extends z.ZodType>(value: Value) {
  return z.object({
    status: z.enum(['ok', 'degraded', 'failed']),
    reason: z.string().nullable(),
    value: value.nullable(),
    model: z.string().nullable(),
  });
}

/** What became of each part; a part that is missing has no outcome yet. */
const outcomes = z.object({
  speakers: outcomeOf(analysis.shape.speakers),
  summary: outcomeOf(analysis.shape.summary),
  actionItems: outcomeOf(analysis.shape.actionItems),
  decisions: outcomeOf(analysis.shape.decisions),
});
export type PartName = keyof Analysis;
export type OutcomeOf<Name extends PartName> = Outcome<Analysis[Name]>;
export type Outcomes = { [Name in PartName]?: OutcomeOf<Name> };

export interface Outcome<Value> {
  readonly status: 'ok' | 'degraded' | 'failed';
  readonly reason: string | null;
  readonly value: Value | null;
  readonly model: string | null;
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

/** What is not asked for again. A part that failed in an earlier generation is: the replay is there to do better. */
export function settledIn(checkpoint: unknown, generation: number): Outcomes {
  const found = outcomesIn(checkpoint);
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

export function failed(error: unknown): Outcome<never> {
  const { code, message } = toAppError(error);
  // The words of a bug are for the log.
  const sentence = code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message;
  return { status: 'failed', reason: `${sentence} (${code})`, value: null, model: null };
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
