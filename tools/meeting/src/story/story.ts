import { hasEnded, type JobHistory } from '@meeting-intelligence/client';
import { stateOf } from '../describe-job.js';
import { plain } from '../output.js';
import { countText, describeRun, sameSteps, times, type Style } from './describe-entry.js';
import { durationText } from './durations.js';
import { beginningOf, inLaneMs, totalsOf, type Entry, type Totals } from './totals.js';

export interface StoryOptions {
  readonly style: Style;
  /** Where traces are looked at: `http://localhost:16686`. */
  readonly jaegerUrl?: string;
  /** Unix time in ms. */
  readonly now: number;
}

/** The story of one job, line by line: a time line for each of its generations, and where the time and the money went. */
export function storyOf(history: JobHistory, options: StoryOptions): string[] {
  // What happened at the same time is recorded in any order.
  const entries = history.entries.toSorted(
    (one, other) =>
      one.generation - other.generation ||
      Date.parse(one.at) - Date.parse(other.at) ||
      one.sequence - other.sequence,
  );
  return [
    ...headerOf(history, options),
    ...chaptersOf({ ...history, entries }, 0, options),
    ...endOf(history, options),
  ];
}

export function headerOf(
  { job_id, owner, title, lane, created_at }: JobHistory,
  { style }: StoryOptions,
): string[] {
  const inLane = lane === 'bulk' ? ', bulk lane' : '';
  return [
    style.strong(plain(title ?? '(no title)')),
    `  job ${job_id} of ${plain(owner)}, submitted ${created_at}${inLane}`,
  ];
}

/** What is told by the entries from the `from`-th on: a heading for each generation that begins with one of them. */
export function chaptersOf(history: JobHistory, from: number, options: StoryOptions): string[] {
  const { entries } = history;
  const types = new Map(entries.map(({ event_id, type }) => [event_id, type]));
  const chapters = Map.groupBy(entries, ({ generation }) => generation);
  const beginnings = new Map(
    [...chapters].map(([number, chapter]) => [number, beginningOf(history, chapter)]),
  );
  let before = entries[from - 1];
  return sameSteps(entries.slice(from)).flatMap((run) => {
    const [first] = run;
    const isNew = before?.generation !== first.generation;
    const heading = isNew ? headingOf(history, first, before, chapters.get(first.generation)!, options) : [];
    before = run.at(-1);
    const setting = {
      beginsAt: beginnings.get(first.generation) ?? Date.parse(first.at),
      typeOf: (eventId: string | null) => (eventId === null ? undefined : types.get(eventId)),
      style: options.style,
    };
    return [...heading, ...describeRun(run, setting)];
  });
}

function headingOf(
  history: JobHistory,
  { generation, at }: Entry,
  before: Entry | undefined,
  chapter: readonly Entry[],
  { style, jaegerUrl }: StoryOptions,
): string[] {
  const sinceMs = Date.parse(at) - Date.parse(before?.at ?? history.created_at);
  const later = before ? `, ${durationText(Math.max(0, sinceMs))} later: handed in again` : '';
  const traces = new Set(chapter.flatMap(({ trace_id }) => trace_id ?? []));
  const links = [...traces].map((trace) => `  trace ${jaegerUrl ? linkTo(jaegerUrl, trace) : plain(trace)}`);
  const title = style.strong(`generation ${generation}${later}`);
  const waitedMs = inLaneMs({ ...history, generation }, Date.parse(at)) ?? 0;
  const wait =
    waitedMs >= 1_000
      ? [style.coloured('yellow', `${' '.repeat(14)}⋮ waited ${durationText(waitedMs)} for its turn`)]
      : [];
  return ['', title, ...links, ...wait];
}

function linkTo(jaegerUrl: string, traceId: string): string {
  return `${jaegerUrl.replace(/\/+$/, '')}/trace/${plain(traceId)}`;
}

/** Where the job stands, and its sums. */
export function endOf(history: JobHistory, { style, now }: StoryOptions): string[] {
  const totals = totalsOf(history, now);
  const { criticalMs, failedAttempts, paidCalls, inputTokens, outputTokens } = totals;
  const colour =
    ({ completed: 'green', failed: 'red', cancelled: 'yellow' } as const)[history.status as 'failed'] ??
    'cyan';
  const paid = [...paidCalls].map(([name, count]) => `${plain(name)}${count > 1 ? ` ×${count}` : ''}`);
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['status', style.coloured(colour, stateOf(history))],
    ['bulk lane', laneOf(history, totals)],
    [
      hasEnded(history) ? 'critical time' : 'time so far',
      criticalMs === undefined ? '' : `${durationText(criticalMs)}${partsText(criticalMs, totals.parts)}`,
    ],
    ['failures', failedAttempts > 0 ? `an attempt failed ${times(failedAttempts)}` : ''],
    [
      'paid calls',
      paid.length > 0
        ? `${[...paidCalls.values()].reduce((sum, count) => sum + count, 0)}: ${paid.join(', ')}`
        : '',
    ],
    [
      'tokens',
      inputTokens + outputTokens > 0 ? `${countText(inputTokens)} in, ${countText(outputTokens)} out` : '',
    ],
    ['webhook', webhookOf(history)],
  ];
  return ['', ...rows.filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd(14)} ${value}`)];
}

function laneOf({ lane }: JobHistory, { criticalMs, inLaneMs }: Totals): string {
  if (lane !== 'bulk') return '';
  if (inLaneMs === undefined) return criticalMs === undefined ? 'waits for its turn' : '';
  const waited = `waited ${durationText(inLaneMs)} for its turn`;
  return criticalMs === undefined ? `has ${waited} so far` : waited;
}

function partsText(criticalMs: number, parts: Totals['parts']): string {
  if (!parts) return '';
  const { workingMs, atProviderMs, waitingMs } = parts;
  const share = criticalMs > 0 ? Math.round((100 * workingMs) / criticalMs) : 0;
  const provider = atProviderMs > 0 ? `${durationText(atProviderMs)} at the provider, ` : '';
  return `: ${durationText(workingMs)} working (${share} %), ${provider}${durationText(waitingMs)} waiting`;
}

function webhookOf({ webhook }: JobHistory): string {
  const { url_host, status, attempts, reason } = webhook;
  if (url_host === null) return '';
  const tried = attempts > 0 ? ` after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}` : '';
  return `${status}${tried} (${plain(url_host)})${reason ? `: ${plain(reason)}` : ''}`;
}
