import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { meetingCompleted, type PublicJob, type PublicMeeting } from '@meeting-intelligence/contracts';
import { clock, renderMeeting, renderWebhook } from './render-meeting.js';

const example = meetingCompleted.schema.parse(meetingCompleted.example).meeting;
const item = { id: 'a1', owner_speaker_id: null, confidence: 0.9, evidence: [] };
const meeting: PublicMeeting = {
  ...example,
  title: 'Planning',
  duration_ms: 76_000,
  summary: null,
  speakers: [
    {
      id: 'A',
      label: 'A',
      name: 'Robert',
      name_source: 'analysis',
      confidence: 1,
      talk_time_ms: 1,
      turns: 1,
    },
    { id: 'B', label: 'B', name: null, name_source: null, confidence: null, talk_time_ms: 1, turns: 1 },
  ],
  segments: [
    { ...segment('A', 'Robert', 500), text: 'Good morning.' },
    { ...segment('B', 'Speaker B', 65_000), text: 'Hello.' },
  ],
  action_items: [
    { ...item, task: 'Fix the search page', owner: 'Laura', due_text: 'by Friday', due_date: '2026-02-20' },
    { ...item, task: 'Tell people', owner: null, due_text: null, due_date: null },
  ],
  decisions: [{ ...item, decision: 'Move the release', rationale: null, decided_by: ['A', 'B'] }],
  artifacts: { ...example.artifacts!, summary: { status: 'failed', reason: 'the model refused' } },
  engine: { transcription: { provider: 'assemblyai', model: 'pocketsphinx' }, analysis: null },
};
const job = {
  status: 'completed',
  stages: {
    transcription: { started_at: null, completed_at: null, duration_ms: 1234 },
    analysis: null,
    persistence: null,
    notification: null,
  },
  created_at: '2026-02-16T09:30:00.000Z',
  completed_at: '2026-02-16T09:30:20.500Z',
} as PublicJob;

test('prints a meeting as a person reads it', () => {
  const lines = stripVTControlCharacters(renderMeeting(meeting, job)).split('\n');
  expect(lines).toContain('1:16 · 2 speakers: Robert, Speaker B');
  expect(lines).toContain('   0:00  Robert     Good morning.');
  expect(lines).toContain('   1:05  Speaker B  Hello.');
  expect(lines).toContain('Summary (failed: the model refused)');
  expect(lines).toContain('  • Fix the search page · Laura · due 2026-02-20 ("by Friday")');
  expect(lines).toContain('  • Tell people · no owner · no due date');
  expect(lines).toContain('  • Move the release · Robert, Speaker B');
  expect(lines).toContain('  transcription    1.23 s');
  expect(lines).toContain('  whole job       20.50 s');
  expect(lines).toContain('  transcription  pocketsphinx (over the assemblyai API)');
});

test('masks the secret of a webhook and leaves out headers of no interest', () => {
  const headers = { 'x-webhook-secret': '0123456789abcdef', host: 'x', 'content-type': 'application/json' };
  const text = renderWebhook({ body: { job_id: 'j1', status: 'completed', meeting }, headers });
  expect(text).toContain('x-webhook-secret: 0123…****');
  expect(text).not.toContain('host');
  expect(text).toContain('status: completed, meeting with 2 segments, 2 action items, 1 decisions');
});

test('a webhook about a failed job shows why it failed', () => {
  const error = { code: 'TRANSCRIPT_INSUFFICIENT', message: 'nothing was said', stage: 'transcription' };
  const text = renderWebhook({ body: { job_id: 'j1', status: 'failed', error, meeting: null }, headers: {} });
  expect(text).toContain('status: failed, error: TRANSCRIPT_INSUFFICIENT, no meeting');
});

test.each([
  [0, '0:00'],
  [61_999, '1:01'],
  [3_661_000, '1:01:01'],
])('%i ms is %s', (ms, text) => {
  expect(clock(ms)).toBe(text);
});

function segment(id: string, speaker: string, start_ms: number) {
  return { id: `s${start_ms}`, speaker_id: id, speaker, start_ms, end_ms: start_ms + 400, confidence: 0.9 };
}
