import type { Job, JobHistory } from '@meeting-intelligence/client';
import { coveredMs, type Span } from './durations.js';

export type Entry = JobHistory['entries'][number];

/** Where the time and the money of a job went. Times are of its newest generation, calls of all. */
export interface Totals {
  /** From its submission, or from its newest retry or replay on, to how it ended; undefined where nothing was recorded. */
  readonly criticalMs?: number;
  /** Of that: some service had it in hand. Attempts that failed count as waiting. Undefined where nothing says when. */
  readonly workingMs?: number;
  readonly hasEnded: boolean;
  readonly failedAttempts: number;
  /** Provider and operation → how often, of those that cost money, however they came out. */
  readonly paidCalls: ReadonlyMap<string, number>;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const verdicts = ['job.completed.v1', 'job.failed.v1', 'job.cancelled.v1'];

export function totalsOf(
  job: Pick<Job, 'created_at'>,
  { generation, entries }: JobHistory,
  now: number,
): Totals {
  const newest = entries.filter((entry) => entry.generation === generation);
  const verdict = newest.find(({ type }) => verdicts.includes(type));
  const begins = generation === 1 ? job.created_at : newest[0]?.at;
  const whole = begins && { from: Date.parse(begins), to: verdict ? Date.parse(verdict.at) : now };
  const work = newest.flatMap(workOf);
  const calls = entries.flatMap((entry) => entry.calls);
  const paidCalls = new Map<string, number>();
  for (const { provider, operation, count } of calls.filter(({ paid }) => paid)) {
    const name = `${provider} ${operation}`;
    paidCalls.set(name, (paidCalls.get(name) ?? 0) + count);
  }
  return {
    criticalMs: whole ? Math.max(0, whole.to - whole.from) : undefined,
    workingMs: whole && work.length > 0 ? coveredMs(work, whole) : undefined,
    hasEnded: verdict !== undefined,
    failedAttempts: entries.reduce((sum, { failures }) => sum + failures.length, 0),
    paidCalls,
    inputTokens: calls.reduce((sum, { input_tokens }) => sum + (input_tokens ?? 0), 0),
    outputTokens: calls.reduce((sum, { output_tokens }) => sum + (output_tokens ?? 0), 0),
  };
}

function workOf({ started_at, at }: Entry): Span[] {
  return started_at === null ? [] : [{ from: Date.parse(started_at), to: Date.parse(at) }];
}
