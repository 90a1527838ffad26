import type { PublicMeeting } from '@meeting-intelligence/contracts';
import type { ActionItemRow, DecisionRow, MeetingRow, SegmentRow, SpeakerRow } from './tables.js';

interface MeetingRows {
  readonly meeting: MeetingRow;
  readonly speakers: readonly SpeakerRow[];
  readonly segments: readonly (Omit<SegmentRow, 'words'> & Partial<Pick<SegmentRow, 'words'>>)[];
  readonly actionItems: readonly ActionItemRow[];
  readonly decisions: readonly DecisionRow[];
}

export function toPublicMeeting({ meeting, ...rows }: MeetingRows): PublicMeeting {
  const names = new Map(rows.speakers.map(({ label, name }) => [label, name ?? `Speaker ${label}`]));
  return {
    id: meeting.id,
    job_id: meeting.jobId,
    title: meeting.title,
    recorded_at: meeting.recordedAt.toISOString(),
    language: meeting.language,
    duration_ms: meeting.durationMs,
    summary: meeting.summary,
    speakers: rows.speakers.map(({ label, name, nameSource, confidence, talkTimeMs, turns }) => ({
      id: label,
      label,
      name,
      name_source: nameSource,
      confidence,
      talk_time_ms: talkTimeMs,
      turns,
    })),
    segments: rows.segments.map(({ id, speaker, startMs, endMs, text, confidence, words }) => ({
      id,
      speaker_id: speaker,
      speaker: names.get(speaker) ?? `Speaker ${speaker}`,
      start_ms: startMs,
      end_ms: endMs,
      text,
      confidence,
      ...(words && { words: words.map(toPublicWord) }),
    })),
    action_items: rows.actionItems.map((item) => ({
      id: item.id,
      task: item.task,
      owner: item.owner,
      owner_speaker_id: item.ownerLabel,
      due_text: item.dueText,
      due_date: item.dueDate,
      confidence: item.confidence,
      evidence: item.evidence,
    })),
    decisions: rows.decisions.map(({ id, decision, rationale, decidedBy, confidence, evidence }) => ({
      id,
      decision,
      rationale,
      decided_by: [...decidedBy],
      confidence,
      evidence,
    })),
    artifacts: meeting.artifacts,
    engine: { transcription: meeting.transcriptionEngine, analysis: meeting.analysisEngine },
    metadata: meeting.metadata as PublicMeeting['metadata'],
    external_id: meeting.externalId,
    analyses: meeting.analyses,
  };
}

function toPublicWord({ text, startMs, endMs, confidence }: SegmentRow['words'][number]) {
  return { text, start_ms: startMs, end_ms: endMs, confidence };
}
