import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { clockTime } from './clock-time.js';
import { markdownParagraphs, markdownText } from './markdown-text.js';
import { turnsOf } from './turns.js';

/** Minutes for people (CommonMark, with the task lists of GitHub): what was found out about a meeting, then what was said. */
export function markdownMinutes(meeting: PublicMeeting): string {
  const blocks = [
    `# ${markdownText(meeting.title ?? '') || 'Meeting'}`,
    `- Date: ${dateOf(meeting)}\n- Duration: ${clockTime(meeting.duration_ms)}`,
    ...section('Participants', participants(meeting)),
    ...findings(meeting),
    ...section('Transcript', transcript(meeting)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function dateOf({ recorded_at }: PublicMeeting): string {
  return `${new Date(recorded_at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function participants({ speakers }: PublicMeeting): string {
  return speakers.map((speaker) => `- ${nameOf(speaker)}: ${clockTime(speaker.talk_time_ms)}`).join('\n');
}

function nameOf({ name, label }: PublicMeeting['speakers'][number]): string {
  return markdownText(name ?? '') || `Speaker ${markdownText(label)}`;
}

function findings(meeting: PublicMeeting): string[] {
  const { artifacts, summary } = meeting;
  if (!artifacts)
    return section('Summary, decisions and action items', 'The analysis of this meeting is not there yet.');
  return [
    ...section('Summary', markdownParagraphs(summary ?? ''), artifacts.summary),
    ...section('Decisions', decisions(meeting), artifacts.decisions),
    ...section('Action items', actionItems(meeting), artifacts.action_items),
  ];
}

function decisions(meeting: PublicMeeting): string {
  return meeting.decisions
    .map(({ decision, rationale, decided_by }) => {
      const names = decided_by.map((id) => nameOfId(meeting, id)).join(', ');
      return [
        `- ${markdownText(decision)}`,
        ...(rationale ? [`  - Rationale: ${markdownText(rationale)}`] : []),
        ...(names ? [`  - Decided by: ${names}`] : []),
      ].join('\n');
    })
    .join('\n');
}

function actionItems(meeting: PublicMeeting): string {
  return meeting.action_items
    .map(({ task, owner, owner_speaker_id, due_date, due_text }) => {
      const ownerName = owner_speaker_id ? nameOfId(meeting, owner_speaker_id) : markdownText(owner ?? '');
      const asSaid = markdownText(due_text ?? '');
      const due = due_date ? `${due_date}${asSaid && ` (“${asSaid}”)`}` : asSaid && `“${asSaid}”`;
      return [
        `- [ ] ${markdownText(task)}`,
        ...(ownerName ? [`  - Owner: ${ownerName}`] : []),
        ...(due ? [`  - Due: ${due}`] : []),
      ].join('\n');
    })
    .join('\n');
}

function nameOfId({ speakers }: PublicMeeting, id: string): string {
  const speaker = speakers.find((candidate) => candidate.id === id);
  return speaker ? nameOf(speaker) : markdownText(id);
}

function transcript(meeting: PublicMeeting): string {
  return turnsOf(meeting)
    .map(({ startMs, speaker, text }) => {
      return `**${clockTime(startMs)} ${markdownText(speaker)}:** ${markdownText(text)}`;
    })
    .join('\n\n');
}

type Artifact = NonNullable<PublicMeeting['artifacts']>['summary'];

/** An artifact that is not as it should be says why; an empty section is told from one that was forgotten. */
function section(title: string, text: string, artifact?: Artifact): string[] {
  const remark = artifact && artifact.status !== 'ok' ? [remarkOn(artifact)] : [];
  const body = text ? [text] : remark.length > 0 ? [] : ['None.'];
  return [`## ${title}`, ...remark, ...body];
}

function remarkOn({ status, reason }: Artifact): string {
  const because = markdownText(reason ?? '');
  return because ? `*${capitalised(status)}: ${because}*` : `*${capitalised(status)}*`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
