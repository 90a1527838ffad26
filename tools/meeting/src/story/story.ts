import { hasEnded, type Job, type JobHistory } from '@meeting-intelligence/client';
import { stateOf } from '../describe-job.js';
import { plain } from '../output.js';
import { countText, describeEntry, times, type Style } from './describe-entry.js';
import { durationText } from './durations.js';
import { totalsOf, type Entry } from './totals.js';

export interface StoryOptions {
  readonly style: Style;
  /** Where traces are looked at: `http://localhost:16686`. */
  readonly jaegerUrl?: string;
  /** Unix time in ms. */
  readonly now: number;
}

/** The story of one job, line by line: a time line for each of its generations, and where the time and the money went. */
export function storyOf(job: Job, history: JobHistory, options: StoryOptions): string[] {
  // What happened at the same time is recorded in any order.
  const entries = history.entries.toSorted(
    (one, other) =>
      one.generation - other.generation ||
      Date.parse(one.at) - Date.parse(other.at) ||
      one.sequence - other.sequence,
  );
  return [
    ...headerOf(job, options),
    ...chaptersOf(job, { ...history, entries }, 0, options),
    ...endOf(job, history, options),
  ];
}

export function headerOf(job: Job, { style }: StoryOptions): string[] {
  const lane = job.lane === 'bulk' ? ', bulk lane' : '';
  return [
    style.strong(plain(job.title ?? '(no title)')),
    `  job ${job.id}, submitted ${job.created_at}${lane}`,
  ];
}

/** What is told by the entries from the `from`-th on: a heading for each generation that begins with one of them. */
export function chaptersOf(job: Job, history: JobHistory, from: number, options: StoryOptions): string[] {
  const { entries } = history;
  const typeOf = (eventId: string | null) => entries.find(({ event_id }) => event_id === eventId)?.type;
  return entries.slice(from).flatMap((entry, index) => {
    const before = entries[from + index - 1];
    const first = entries.find(({ generation }) => generation === entry.generation) ?? entry;
    const beginsAt = Date.parse(entry.generation === 1 ? job.created_at : first.at);
    const heading =
      before?.generation === entry.generation ? [] : headingOf(job, entry, before, entries, options);
    return [...heading, ...describeEntry(entry, { beginsAt, typeOf, style: options.style })];
  });
}

function headingOf(
  job: Job,
  { generation, at }: Entry,
  before: Entry | undefined,
  entries: readonly Entry[],
  { style, jaegerUrl }: StoryOptions,
): string[] {
  const sinceMs = Date.parse(at) - Date.parse(before?.at ?? job.created_at);
  const later = before ? `, ${durationText(Math.max(0, sinceMs))} later: handed in again` : '';
  const traces = new Set(
    entries.filter((entry) => entry.generation === generation).flatMap(({ trace_id }) => trace_id ?? []),
  );
  const links = [...traces].map((trace) => `  trace ${jaegerUrl ? linkTo(jaegerUrl, trace) : plain(trace)}`);
  const title = style.strong(`generation ${generation}${later}`);
  const wait =
    !before && sinceMs >= 1_000
      ? [style.coloured('yellow', `${' '.repeat(14)}⋮ waited ${durationText(sinceMs)} for its turn`)]
      : [];
  return ['', title, ...links, ...wait];
}

function linkTo(jaegerUrl: string, traceId: string): string {
  return `${jaegerUrl.replace(/\/+$/, '')}/trace/${plain(traceId)}`;
}

/** Where the job stands, and its sums. */
export function endOf(job: Job, history: JobHistory, { style, now }: StoryOptions): string[] {
  const totals = totalsOf(job, history, now);
  const { criticalMs, workingMs, failedAttempts, paidCalls, inputTokens, outputTokens } = totals;
  const colour =
    ({ completed: 'green', failed: 'red', cancelled: 'yellow' } as const)[job.status as 'failed'] ?? 'cyan';
  const share = criticalMs && workingMs !== undefined ? Math.round((100 * workingMs) / criticalMs) : 0;
  const paid = [...paidCalls].map(([name, count]) => `${plain(name)}${count > 1 ? ` ×${count}` : ''}`);
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['status', style.coloured(colour, stateOf(job))],
    [
      totals.hasEnded ? 'critical time' : 'time so far',
      criticalMs === undefined
        ? ''
        : `${durationText(criticalMs)}${workingMs === undefined ? '' : `: ${durationText(workingMs)} working (${share} %), ${durationText(criticalMs - workingMs)} waiting`}`,
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
    ['webhook', webhookOf(job)],
  ];
  return ['', ...rows.filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd(14)} ${value}`)];
}

function webhookOf({ webhook }: Job): string {
  const { url_host, status, attempts, reason } = webhook;
  if (url_host === null) return '';
  const tried = attempts > 0 ? ` after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}` : '';
  return `${status}${tried} (${plain(url_host)})${reason ? `: ${plain(reason)}` : ''}`;
}

/** Nothing more is to come of it, but for a retry or a replay. */
export function isOver(job: Job): boolean {
  return hasEnded(job) && job.webhook.status !== 'pending';
}
