import { plain, type Output } from '../output.js';
import { durationText } from './durations.js';
import type { Entry } from './totals.js';

export type Style = Pick<Output, 'strong' | 'coloured'>;

/** What is known of the story around an entry. */
export interface Setting {
  /** Unix time in ms from which its times are counted. */
  readonly beginsAt: number;
  /** The type of the event with this id, where the history has it. */
  readonly typeOf: (eventId: string | null) => string | undefined;
  readonly style: Style;
}

type Colour = Parameters<Style['coloured']>[0];
type Call = Entry['calls'][number];

/** Waits that are shorter are nobody's question. */
const worthTellingMs = 1_000;
const indent = ' '.repeat(14);

/** One step of a job: the attempts that failed, what it waited for, what it did, and the calls it made. */
export function describeEntry(entry: Entry, setting: Setting): string[] {
  const { style } = setting;
  return [
    ...entry.failures.map((failure) => {
      const handled = setting.typeOf(entry.caused_by);
      const what = `attempt ${failure.attempt}${handled ? ` at ${nameOf(handled)}` : ''} failed:`;
      const where = plain(entry.service ?? '').padEnd(13);
      return `${when(failure.at, setting)} ${style.coloured('red', '✗')} ${where} ${what} ${style.coloured('red', plain(failure.code))}`;
    }),
    ...waitBefore(entry).map((wait) => style.coloured('yellow', `${indent}⋮ ${wait}`)),
    headline(entry, setting),
    ...entry.calls.map((call) => `${indent}  ${describeCall(call, style)}`),
  ];
}

/** `job.submitted.v1` → `job.submitted` */
function nameOf(type: string): string {
  return plain(type).replace(/\.v\d+$/, '');
}

function when(at: string, { beginsAt }: Setting): string {
  const ms = Date.parse(at) - beginsAt;
  return `${ms < 0 ? '-' : '+'}${durationText(Math.abs(ms))}`.padStart(11);
}

function headline(entry: Entry, setting: Setting): string {
  const { mark, colour } = markOf(entry);
  const { style } = setting;
  const details = [
    ...shortWait(entry),
    entry.took_ms === null ? '' : `worked ${durationText(entry.took_ms)}`,
    (entry.attempt ?? 1) > 1 ? `attempt ${entry.attempt}` : '',
    ...outcomeOf(entry.summary),
  ].filter(Boolean);
  const service = plain(entry.service ?? 'unknown').padEnd(13);
  const name = colour === 'cyan' ? nameOf(entry.type) : style.coloured(colour, nameOf(entry.type));
  const gap = ' '.repeat(Math.max(2, 25 - nameOf(entry.type).length));
  const line = `${when(entry.at, setting)} ${style.coloured(colour, mark)} ${service} ${name}`;
  return details.length > 0 ? `${line}${gap}${details.join(' · ')}` : line;
}

function markOf({ type }: Entry): { readonly mark: string; readonly colour: Colour } {
  if (/^(job|stage)\.failed|^webhook\.exhausted/.test(type)) return { mark: '✗', colour: 'red' };
  if (type.startsWith('job.cancelled')) return { mark: '■', colour: 'yellow' };
  if (/^job\.completed|^webhook\.delivered/.test(type)) return { mark: '✔', colour: 'green' };
  return { mark: '●', colour: 'cyan' };
}

/** From the event that was handled, or from the last attempt that failed, to the handling that came out well. */
function waitBefore({ started_at, waited_ms, failures, deferrals }: Entry): string[] {
  const last = failures.at(-1);
  if (started_at === null) return [];
  const waitedMs = last ? Date.parse(started_at) - Date.parse(last.at) : (waited_ms ?? 0);
  if (waitedMs < worthTellingMs) return [];
  const waited = `waited ${durationText(waitedMs)}`;
  if (last) return [`${waited} for a retry`];
  if (deferrals > 0) return [`${waited}: looked ${times(deferrals)} when it was not ready yet`];
  return [`${waited} in a queue`];
}

/** One that has no line of its own. */
function shortWait({ waited_ms, failures }: Entry): string[] {
  if (waited_ms === null || waited_ms >= worthTellingMs || failures.length > 0) return [];
  return [`waited ${durationText(waited_ms)}`];
}

function outcomeOf(summary: Entry['summary']): string[] {
  const { error, outcome, attempts, status_code, reason } = summary;
  const said: string[] = [];
  if (isRecord(error)) said.push(`${text(error.code)}: ${text(error.message)}`);
  if (typeof outcome === 'string' && typeof attempts === 'number')
    said.push(`told that it ${text(outcome)}`, attempts === 1 ? '1 attempt' : `${attempts} attempts`);
  if (typeof status_code === 'number') said.push(`answered ${status_code}`);
  if (typeof reason === 'string') said.push(text(reason));
  return said;
}

function describeCall(call: Call, style: Style): string {
  const { provider, operation, model, outcome, count, ms, status_code, paid } = call;
  const isFine = outcome === 'ok';
  const what = plain(`${provider} ${operation}${count > 1 ? ` ×${count}` : ''}`);
  const details = [
    durationText(ms),
    status_code === null ? '' : `answered ${status_code}`,
    isFine ? '' : plain(outcome),
    model === null ? '' : plain(model),
    call.input_tokens === null
      ? ''
      : `${countText(call.input_tokens)} + ${countText(call.output_tokens ?? 0)} tokens`,
    paid ? 'paid' : '',
  ].filter(Boolean);
  const line = `${what.padEnd(28)} ${details.join(' · ')}`;
  return isFine ? line : style.coloured('red', line);
}

/** `12,345` */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? plain(value) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
