import { plain, type Output } from '../output.js';
import { durationText } from './durations.js';
import { orderType, type Entry } from './totals.js';

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
/** Of more that are alike the first and the last are told. */
const mostAlike = 3;
const indent = ' '.repeat(14);

type Run<Item> = readonly [Item, ...Item[]];

/** Steps that follow each other and differ in nothing but their times stand together. */
export function sameSteps(entries: readonly Entry[]): Run<Entry>[] {
  return runsOf(entries, ({ type, generation, service, attempt, failures, calls, summary }) =>
    failures.length > 0
      ? undefined
      : JSON.stringify([
          ...[type, generation, service, attempt, summary],
          calls.map(({ provider, operation, outcome }) => [provider, operation, outcome]),
        ]),
  );
}

/** What has no likeness stands for itself. */
function runsOf<Item>(items: readonly Item[], likenessOf: (item: Item) => string | undefined): Run<Item>[] {
  const runs: [Item, ...Item[]][] = [];
  let before: string | undefined;
  for (const item of items) {
    const likeness = likenessOf(item);
    if (likeness !== undefined && likeness === before) runs.at(-1)!.push(item);
    else runs.push([item]);
    before = likeness;
  }
  return runs;
}

/** A run of steps that are alike, all of them or what there is between the first and the last. */
export function describeRun(run: Run<Entry>, setting: Setting): string[] {
  return toldOf(
    run,
    (entry) => describeEntry(entry, setting),
    (left) => `${indent}⋮ ${countText(left)} more like it`,
  );
}

function toldOf<Item>(
  run: Run<Item>,
  tell: (item: Item) => readonly string[],
  tellOfRest: (left: number) => string,
): string[] {
  if (run.length <= mostAlike) return run.flatMap(tell);
  return [...tell(run[0]), tellOfRest(run.length - 2), ...tell(run.at(-1)!)];
}

/** One step of a job: the attempts that failed, what it waited for, what it did, and the calls it made. */
function describeEntry(entry: Entry, setting: Setting): string[] {
  const { style } = setting;
  const handled = setting.typeOf(entry.caused_by);
  const wait = handled === orderType ? timeAtProvider(entry) : waitBefore(entry);
  return [
    ...runsOf(entry.failures, ({ code }) => code).flatMap((run) =>
      toldOf(
        run,
        (failure) => [describeFailure(failure, entry, setting)],
        (left) => style.coloured('red', `${indent}⋮ ${countText(left)} more attempts failed like that`),
      ),
    ),
    ...(wait === undefined ? [] : [style.coloured('yellow', `${indent}⋮ ${wait}`)]),
    headline(entry, setting),
    ...entry.calls.map((call) => `${indent}  ${describeCall(call, style)}`),
  ];
}

function describeFailure({ attempt, code, at }: Entry['failures'][number], entry: Entry, setting: Setting) {
  const { style } = setting;
  const handled = setting.typeOf(entry.caused_by);
  const what = `attempt ${attempt}${handled ? ` at ${nameOf(handled)}` : ''} failed:`;
  const where = plain(entry.service ?? '').padEnd(13);
  return `${when(at, setting)} ${style.coloured('red', '✗')} ${where} ${what} ${style.coloured('red', plain(code))}`;
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
    ...shortWait(entry, setting),
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
function waitBefore({ started_at, waited_ms, failures, deferrals }: Entry): string | undefined {
  const last = failures.at(-1);
  if (started_at === null) return undefined;
  // By clocks that differ a retry may seem to begin before the failure that it follows.
  const waitedMs = last ? Date.parse(started_at) - Date.parse(last.at) : (waited_ms ?? 0);
  if (waitedMs < worthTellingMs) return undefined;
  const waited = `waited ${durationText(waitedMs)}`;
  if (last) return `${waited} for a retry`;
  if (deferrals > 0) return `${waited}: looked ${times(deferrals)} when it was not time yet`;
  return `${waited} in a queue`;
}

/** From the order to the look that found it done: the provider works meanwhile, whether we look or not. */
function timeAtProvider({ waited_ms, deferrals }: Entry): string | undefined {
  if (waited_ms === null || waited_ms < worthTellingMs) return undefined;
  const looked = deferrals > 0 ? `: looked ${times(deferrals)} when it was not ready yet` : '';
  return `${durationText(waited_ms)} at the provider${looked}`;
}

/** One that has no line of its own. */
function shortWait({ waited_ms, failures, caused_by }: Entry, { typeOf }: Setting): string[] {
  if (waited_ms === null || waited_ms >= worthTellingMs || failures.length > 0) return [];
  const duration = durationText(waited_ms);
  return [typeOf(caused_by) === orderType ? `${duration} at the provider` : `waited ${duration}`];
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
