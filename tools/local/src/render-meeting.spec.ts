import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Job, Meeting } from './api-types.js';
import { clock, renderMeeting, renderWebhook } from './render-meeting.js';

const meeting: Meeting = {
  id: 'm1',
  title: 'Planning',
  duration_ms: 76_000,
  summary: null,
  speakers: [
    { id: 's1', label: 'A', name: 'Robert', name_source: 'introduction', talk_time_ms: 1 },
    { id: 's2', label: 'B', name: null, name_source: null, talk_time_ms: 1 },
  ],
  segments: [
    { speaker_id: 's1', speaker: 'A', start_ms: 500, end_ms: 900, text: 'Good morning.' },
    { speaker_id: 's2', speaker: 'B', start_ms: 65_000, end_ms: 66_000, text: 'Hello.' },
  ],
  action_items: [
    { task: 'Fix the search page', owner: 'Laura', due_text: 'by Friday', due_date: '2026-02-20' },
    { task: 'Tell people', owner: null, due_text: null, due_date: null },
  ],
  decisions: [{ decision: 'Move the release', decided_by: ['A', 'B', 'Laura'] }],
  artifacts: { summary: { status: 'failed', reason: 'provider_refused' } },
  engine: { transcription: { provider: 'stand-in', model: 'pocketsphinx' }, analysis: null },
};
const job: Job = {
  id: 'j1',
  status: 'completed',
  stage: null,
  error: null,
  artifacts: null,
  meeting_id: 'm1',
  stages: { transcription: { started_at: null, completed_at: null, duration_ms: 1234 } },
  engine: null,
  created_at: '2026-02-16T09:30:00.000Z',
  completed_at: '2026-02-16T09:30:20.500Z',
};

test('prints a meeting as a person reads it', () => {
  const lines = stripVTControlCharacters(renderMeeting(meeting, job)).split('\n');
  expect(lines).toContain('1:16 · 2 speakers: Robert, Speaker B');
  expect(lines).toContain('   0:00  Robert     Good morning.');
  expect(lines).toContain('   1:05  Speaker B  Hello.');
  expect(lines).toContain('Summary (failed: provider_refused)');
  expect(lines).toContain('  • Fix the search page · Laura · due 2026-02-20 ("by Friday")');
  expect(lines).toContain('  • Tell people · no owner · no due date');
  expect(lines).toContain('  • Move the release · Robert, Speaker B, Laura');
  expect(lines).toContain('  transcription    1.23 s');
  expect(lines).toContain('  whole job       20.50 s');
  expect(lines).toContain('  transcription  pocketsphinx (over the stand-in API)');
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
