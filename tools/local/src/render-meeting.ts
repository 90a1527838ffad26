import { styleText } from 'node:util';
import type { PublicArtifacts, PublicJob, PublicMeeting } from '@meeting-intelligence/contracts';
import type { ReceivedWebhook } from '@meeting-intelligence/testing';

/** The result as a person reads it. */
export function renderMeeting(meeting: PublicMeeting, job: PublicJob): string {
  const names = new Map(meeting.speakers.map(({ id, name, label }) => [id, name ?? `Speaker ${label}`]));
  const width = Math.max(0, ...[...names.values()].map((name) => name.length));
  return [
    heading(meeting.title ?? '(no title)'),
    `${clock(meeting.duration_ms)} · ${meeting.speakers.length} speakers: ${[...names.values()].join(', ')}`,
    heading('Transcript'),
    ...meeting.segments.map((segment) => renderSegment(segment, width)),
    heading('Summary', note(meeting.artifacts, 'summary')),
    meeting.summary ?? '(none)',
    heading('Action items', note(meeting.artifacts, 'action_items')),
    ...list(meeting.action_items.map(renderActionItem)),
    heading('Decisions', note(meeting.artifacts, 'decisions')),
    ...list(meeting.decisions.map((decision) => renderDecision(decision, names))),
    heading('Time by stage'),
    ...renderStages(job),
    heading('Made by'),
    ...renderEngine(meeting.engine),
  ].join('\n');
}

const SHOWN_HEADERS = /^(content-type|content-length|user-agent|x-|webhook-|traceparent)/;

export function renderWebhook({ body, headers }: Pick<ReceivedWebhook, 'body' | 'headers'>): string {
  const shown = Object.entries(headers)
    .filter(([name]) => SHOWN_HEADERS.test(name))
    .map(
      ([name, value]) =>
        `  ${name}: ${/secret|signature/.test(name) ? masked(String(value)) : String(value)}`,
    );
  const { job_id, status, error, meeting } = body as {
    job_id?: string;
    status?: string;
    error?: PublicJob['error'];
    meeting?: Partial<PublicMeeting> | null;
  };
  const content = meeting
    ? `meeting with ${meeting.segments?.length ?? 0} segments, ${meeting.action_items?.length ?? 0} action items, ${meeting.decisions?.length ?? 0} decisions`
    : `error: ${error?.code ?? 'none'}, no meeting`;
  return [
    heading('Webhook received'),
    ...shown,
    `  { job_id: ${job_id}, status: ${status}, ${content} }`,
  ].join('\n');
}

export function renderStages({ stages, created_at, completed_at }: PublicJob): string[] {
  const rows = Object.entries(stages).map(
    ([name, times]) => `  ${name.padEnd(14)} ${seconds(times?.duration_ms)}`,
  );
  const total = completed_at ? Date.parse(completed_at) - Date.parse(created_at) : undefined;
  return [...rows, `  ${'whole job'.padEnd(14)} ${seconds(total)}`];
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function clock(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const ss = String(s).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${ss}` : `${m}:${ss}`;
}

function renderSegment(segment: PublicMeeting['segments'][number], width: number): string {
  const { start_ms, speaker, text } = segment;
  return `${clock(start_ms).padStart(7)}  ${styleText('cyan', speaker.padEnd(width))}  ${text}`;
}

function renderActionItem(item: PublicMeeting['action_items'][number]): string {
  const { task, owner, due_text, due_date } = item;
  const due = due_date
    ? `due ${due_date}${due_text ? ` ("${due_text}")` : ''}`
    : due_text && `due ${due_text}`;
  return [task, styleText('cyan', owner ?? 'no owner'), due ?? 'no due date'].join(' · ');
}

function renderDecision(
  { decision, decided_by }: PublicMeeting['decisions'][number],
  names: ReadonlyMap<string, string>,
): string {
  const by = decided_by.map((id) => names.get(id) ?? id).join(', ');
  return by ? `${decision} · ${styleText('cyan', by)}` : decision;
}

function renderEngine(engine: PublicMeeting['engine']): string[] {
  return Object.entries(engine).flatMap(([half, made]) =>
    made ? [`  ${half.padEnd(14)} ${made.model} (over the ${made.provider} API)`] : [],
  );
}

/** Says so when a part was not made as it should be. */
function note(artifacts: PublicArtifacts | null, part: keyof PublicArtifacts): string {
  const state = artifacts?.[part];
  if (!state || state.status === 'ok') return '';
  return ` (${state.status}${state.reason ? `: ${state.reason}` : ''})`;
}

function list(lines: string[]): string[] {
  return lines.length > 0 ? lines.map((line) => `  • ${line}`) : ['  (none)'];
}

function heading(title: string, addition = ''): string {
  return `\n${styleText('bold', title)}${addition}`;
}

function masked(value: string): string {
  return value.length > 8 ? `${value.slice(0, 4)}…${'*'.repeat(4)}` : '****';
}

function seconds(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '     –' : `${(ms / 1000).toFixed(2).padStart(6)} s`;
}
