import { hasEnded, type JobHistory } from '@meeting-intelligence/client';
import { coveredMs, type Span } from './durations.js';

export type Entry = JobHistory['entries'][number];

/** Where the time and the money of a job went. Times are of its newest generation, calls of all. */
export interface Totals {
  /**
   * As `job_critical_time_seconds` counts: from its submission, its turn in the bulk lane, or its newest retry or replay on, to how it
   * ended. Undefined where it did not begin.
   */
  readonly criticalMs?: number;
  /** Of that, what its parts add up to; undefined where nothing says when somebody worked. Attempts that failed count as waiting. */
  readonly parts?: { readonly workingMs: number; readonly atProviderMs: number; readonly waitingMs: number };
  /** Before that, in the bulk lane. Undefined where it did not wait there, or nothing says since when. */
  readonly inLaneMs?: number;
  readonly failedAttempts: number;
  /** Provider and operation → how often, of those that cost money, however they came out. */
  readonly paidCalls: ReadonlyMap<string, number>;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a provider is ordered by; until a look finds it done the order is with the provider. */
export const orderType = 'transcription.submitted.v1';
const verdicts = [
  ...['meeting.completed.v1', 'stage.failed.v1', 'job.failed.v1', 'job.cancelled.v1'],
  // Of histories that lack the report before it.
  'job.completed.v1',
];

export function totalsOf(history: JobHistory, now: number): Totals {
  const { generation, entries } = history;
  const newest = entries.filter((entry) => entry.generation === generation);
  const begins = beginningOf(history, newest);
  const whole = begins === undefined ? undefined : { from: begins, to: endingOf(history, newest, now) };
  const calls = entries.flatMap((entry) => entry.calls);
  const paidCalls = new Map<string, number>();
  for (const { provider, operation, count } of calls.filter(({ paid }) => paid)) {
    const name = `${provider} ${operation}`;
    paidCalls.set(name, (paidCalls.get(name) ?? 0) + count);
  }
  return {
    criticalMs: whole && Math.max(0, whole.to - whole.from),
    parts: whole && partsOf(newest, whole),
    inLaneMs: inLaneMs(history, begins ?? now),
    failedAttempts: entries.reduce((sum, { failures }) => sum + failures.length, 0),
    paidCalls,
    inputTokens: calls.reduce((sum, { input_tokens }) => sum + (input_tokens ?? 0), 0),
    outputTokens: calls.reduce((sum, { output_tokens }) => sum + (output_tokens ?? 0), 0),
  };
}

/** When a chapter begins, as a Unix time in ms; what it waited in the bulk lane is before. Undefined where it did not begin yet. */
export function beginningOf(
  { lane, created_at, generation }: Pick<JobHistory, 'lane' | 'created_at' | 'generation'>,
  chapter: readonly Entry[],
): number | undefined {
  const [first] = chapter;
  if (lane === 'interactive' && (first?.generation ?? generation) === 1) return Date.parse(created_at);
  return first && Date.parse(first.at);
}

/** In the bulk lane before its first generation; of a later one nobody says since when. */
export function inLaneMs(
  { lane, created_at, generation }: Pick<JobHistory, 'lane' | 'created_at' | 'generation'>,
  until: number,
): number | undefined {
  if (lane !== 'bulk' || generation !== 1) return undefined;
  return Math.max(0, until - Date.parse(created_at));
}

function endingOf(history: JobHistory, newest: readonly Entry[], now: number): number {
  if (!hasEnded(history)) return now;
  const verdict = newest.find(({ type }) => verdicts.includes(type)) ?? newest.at(-1);
  return verdict ? Date.parse(verdict.at) : now;
}

/** What two services did at the same time counts once, and what is not within the whole, by clocks that differ, not at all. */
function partsOf(newest: readonly Entry[], whole: Span): Totals['parts'] {
  const work = newest.flatMap(({ started_at, at }): Span[] =>
    started_at === null ? [] : [{ from: Date.parse(started_at), to: Date.parse(at) }],
  );
  if (work.length === 0) return undefined;
  const workingMs = coveredMs(work, whole);
  const busyMs = coveredMs([...work, ...ordersOf(newest, whole.to)], whole);
  const criticalMs = Math.max(0, whole.to - whole.from);
  return { workingMs, atProviderMs: busyMs - workingMs, waitingMs: criticalMs - busyMs };
}

/** From each order to the look that found it done, or until now. */
function ordersOf(newest: readonly Entry[], until: number): Span[] {
  const foundDone = new Map(newest.map(({ caused_by, started_at }) => [caused_by, started_at]));
  const orders = newest.filter(({ type }) => type === orderType);
  return orders.map(({ event_id, at }) => {
    const done = foundDone.get(event_id);
    return { from: Date.parse(at), to: done ? Date.parse(done) : until };
  });
}
