import type { Meeting } from '@meeting-intelligence/client';
import { plain, type Output } from './output.js';

type Part = keyof NonNullable<Meeting['artifacts']>;

/** The result as a person reads it. */
export function describeMeeting(meeting: Meeting, output: Output): string {
  const names = new Map(meeting.speakers.map(({ id, name, label }) => [id, name ?? `Speaker ${label}`]));
  const width = Math.max(0, ...meeting.segments.map(({ speaker }) => plain(speaker).length));
  const heading = (title: string, part?: Part) => `\n${output.strong(title)}${note(meeting, part)}`;
  return [
    output.strong(plain(meeting.title ?? '(no title)')),
    `${clock(meeting.duration_ms)}, ${[...names.values()].map(plain).join(', ') || 'no speakers'}`,
    heading('Transcript'),
    ...meeting.segments.map(
      ({ start_ms, speaker, text }) =>
        `${clock(start_ms).padStart(7)}  ${output.coloured('cyan', plain(speaker).padEnd(width))}  ${plain(text)}`,
    ),
    heading('Summary', 'summary'),
    ...(meeting.summary?.split('\n').map(plain) ?? ['(none)']),
    heading('Action items', 'action_items'),
    ...list(meeting.action_items.map((item) => actionItem(item, output))),
    heading('Decisions', 'decisions'),
    ...list(meeting.decisions.map(({ decision }) => plain(decision))),
  ].join('\n');
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function clock(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const ss = String(s).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${ss}` : `${m}:${ss}`;
}

function actionItem({ task, owner, due_date, due_text }: Meeting['action_items'][number], output: Output) {
  const due = due_date ?? due_text;
  const who = output.coloured('cyan', plain(owner ?? 'nobody named'));
  return `${plain(task)} (${who}${due ? `, ${plain(due)}` : ''})`;
}

/** Says so when a part was not made as it should be. */
function note({ artifacts }: Meeting, part?: Part): string {
  if (!part) return '';
  const made = artifacts?.[part];
  if (!made) return ' (not there yet)';
  return made.status === 'ok' ? '' : ` (${made.status}${made.reason ? `: ${plain(made.reason)}` : ''})`;
}

function list(lines: readonly string[]): string[] {
  return lines.length > 0 ? lines.map((line) => `  • ${line}`) : ['  (none)'];
}
