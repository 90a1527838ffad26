import { expect, test } from 'vitest';
import {
  at,
  call,
  cancelled,
  completed,
  entry,
  handled,
  historyOf,
  noWebhook,
  ofOldBuild,
  replayed,
  retried,
  traceId,
} from '../../test/recorded-histories.js';
import { storyOf } from './story.js';

const plainly = { strong: (text: string) => text, coloured: (_colour: string, text: string) => text };
const tell = (history: Parameters<typeof storyOf>[0], options: Partial<Parameters<typeof storyOf>[1]> = {}) =>
  storyOf(history, { style: plainly, now: Date.parse(at(500)), ...options }).map((line) => line.trimEnd());

test('a job that went well: every step with its wait and its work, its calls, and where the time went', () => {
  expect(tell(completed)).toEqual([
    'Weekly planning',
    '  job 7c9e6679-7425-40de-944b-e07fc1f90ae7 of cms, submitted 2026-11-20T10:00:00.000Z',
    '',
    'generation 1',
    `  trace ${traceId}`,
    '     +10 ms ● ingest        job.submitted',
    '    +310 ms ● transcription recording.prepared       waited 10 ms · worked 290 ms',
    '                assemblyai upload            280 ms',
    '    +500 ms ● transcription transcription.submitted  waited 10 ms · worked 180 ms',
    '                assemblyai list              120 ms',
    '                assemblyai submit            120 ms · paid',
    '              ⋮ 6.5 s at the provider: looked twice when it was not ready yet',
    '     +7.2 s ● transcription transcript.created       worked 200 ms',
    '                assemblyai look ×3           360 ms',
    '     +7.4 s ● persistence   meeting.transcribed      waited 10 ms · worked 190 ms',
    '     +9.2 s ● analysis      analysis.completed       waited 0 ms · worked 2.0 s',
    '                openai speaker_names         900 ms · gpt-x · 1,000 + 50 tokens · paid',
    '                openai meeting_summary       900 ms · gpt-x · 1,000 + 50 tokens · paid',
    '     +9.3 s ● persistence   meeting.completed        waited 10 ms · worked 90 ms',
    '     +9.4 s ✔ ingest        job.completed            waited 10 ms · worked 90 ms',
    '     +9.6 s ✔ notification  webhook.delivered        waited 20 ms · worked 180 ms · told that it completed · 1 attempt · answered 204',
    '                webhook POST                 120 ms · answered 204',
    '',
    '  status         completed',
    // 0.29 + 0.18 + 0.2 + 2 + 0.09: what two services did at the same time counts once.
    '  critical time  9.3 s: 2.8 s working (30 %), 6.5 s at the provider, 40 ms waiting',
    '  paid calls     3: assemblyai submit, openai speaker_names, openai meeting_summary',
    '  tokens         2,000 in, 100 out',
    '  webhook        delivered after 1 attempt (cms.example)',
  ]);
});

test('attempts that failed are told with their codes, and the wait for the next one', () => {
  const story = tell(retried);

  expect(story.slice(5, 17)).toEqual([
    '     +10 ms ● ingest        job.submitted',
    '     +1.0 s ✗ transcription attempt 1 at job.submitted failed: SPEECH_PROVIDER_UNAVAILABLE',
    '              ⋮ waited 1 m 2 s for a retry',
    '   +1 m 3 s ● transcription recording.prepared       worked 400 ms · attempt 2',
    '                assemblyai upload            900 ms · SPEECH_PROVIDER_UNAVAILABLE',
    '                assemblyai upload            380 ms',
    '  +1 m 10 s ✔ ingest        job.completed            waited 10 ms · worked 100 ms',
    '  +1 m 10 s ✗ notification  attempt 1 at job.completed failed: WEBHOOK_REJECTED',
    '              ⋮ waited 59.7 s for a retry',
    '  +2 m 10 s ✔ notification  webhook.delivered        worked 100 ms · attempt 2 · told that it completed · 2 attempts · answered 200',
    '                webhook POST                 120 ms · answered 503 · WEBHOOK_REJECTED',
    '                webhook POST                 120 ms · answered 200',
  ]);
  expect(story).toContain('  failures       an attempt failed twice');
  expect(story).toContain('  critical time  1 m 10 s: 500 ms working (1 %), 1 m 10 s waiting');
  expect(story.at(-1)).toBe('  webhook        delivered after 2 attempts (cms.example)');
});

test('a dead letter that was replayed is a chapter of its own, under its own trace, and its time is the newest’s', () => {
  expect(tell(replayed, { jaegerUrl: 'http://localhost:16686/' }).slice(3)).toEqual([
    'generation 1',
    `  trace http://localhost:16686/trace/${traceId}`,
    '     +10 ms ● ingest        job.submitted',
    '    +500 ms ✗ transcription stage.failed             waited 100 ms · worked 400 ms · SPEECH_PROVIDER_REJECTED: the speech provider answered 400',
    '    +600 ms ✗ ingest        job.failed               waited 50 ms · worked 50 ms · SPEECH_PROVIDER_REJECTED: the speech provider answered 400',
    '',
    'generation 2, 1 h 2 m later: handed in again',
    `  trace http://localhost:16686/trace/${'b'.repeat(32)}`,
    '      +0 ms ● transcription recording.prepared       waited 400 ms · worked 500 ms',
    '    +10.0 s ✔ ingest        job.completed            waited 100 ms · worked 100 ms',
    '',
    '  status         completed',
    '  critical time  10.0 s: 100 ms working (1 %), 9.9 s waiting',
    '  webhook        delivered after 1 attempt (cms.example)',
  ]);
});

test('a cancelled job ends where somebody ended it', () => {
  expect(tell(cancelled).slice(5)).toEqual([
    '     +10 ms ● ingest        job.submitted',
    '     +4.0 s ■ ingest        job.cancelled',
    '',
    '  status         cancelled',
    '  critical time  4.0 s',
  ]);
});

test('of a job that runs the time so far is told, where it is at the provider too', () => {
  const entries = completed.entries.slice(0, 3);
  const story = tell(historyOf(entries, { status: 'processing', stage: 'transcription' }));

  expect(story).toContain('  status         processing: transcription');
  expect(story).toContain(
    '  time so far    8 m 20 s: 470 ms working (0 %), 8 m 20 s at the provider, 30 ms waiting',
  );
});

test('what a job waited in the bulk lane stands by itself: it is no part of its critical time', () => {
  const lane = { lane: 'bulk', webhook: noWebhook } as const;
  const first = entry(1, 'recording.requested', 242);
  const done = entry(2, 'job.completed', 300, handled(299, 300, 57));
  const story = tell(historyOf([first, done], lane));

  expect(story[1]).toMatch(/Z, bulk lane$/);
  expect(story.slice(5)).toEqual([
    '              ⋮ waited 4 m 2 s for its turn',
    '      +0 ms ● ingest        recording.requested',
    '              ⋮ waited 57.0 s in a queue',
    '    +58.0 s ✔ ingest        job.completed            worked 1.0 s',
    '',
    '  status         completed',
    '  bulk lane      waited 4 m 2 s for its turn',
    '  critical time  58.0 s: 1.0 s working (2 %), 57.0 s waiting',
  ]);
  expect(tell(historyOf([], { ...lane, status: 'pending' })).slice(2)).toEqual([
    '',
    '  status         pending',
    '  bulk lane      has waited 8 m 20 s for its turn so far',
  ]);
});

test('clocks that differ make no sums that cannot be: parts are never negative, and never more than the whole', () => {
  const skewed = historyOf([
    entry(1, 'job.submitted', 5),
    entry(2, 'recording.prepared', -3, { ...handled(-4, -3, 0), service: 'transcription' }),
    entry(3, 'transcription.submitted', 90, {
      ...{ ...handled(80, 90, 0, 2), service: 'transcription' },
      failures: [{ attempt: 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', at: at(85) }],
    }),
    entry(4, 'transcript.created', 60, { ...handled(59, 60, 0), service: 'transcription' }),
    entry(5, 'meeting.completed', 62, { ...handled(61, 62, 1), status: 'completed' }),
  ]);
  const told = tell(skewed).join('\n');

  expect(told).toContain('  critical time  1 m 2 s: 2.0 s working (3 %), 1 m 0 s waiting');
  expect(told).not.toMatch(/(waited|worked|time|,) -/);
  const backwards = historyOf([entry(1, 'job.submitted', 5), entry(2, 'job.failed', -1)], {
    status: 'failed',
  });
  expect(tell(backwards)).toContain('  critical time  0 ms');
});

test('of thousands of steps that are alike the first and the last are told, and of attempts that failed', () => {
  const entries = Array.from({ length: 4_000 }, (_, index) =>
    entry(index + 1, 'recording.requested', index, { service: 'ingest' }),
  );
  const failures = Array.from({ length: 300 }, (_, index) => ({
    ...{ attempt: index + 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', at: at(4_000 + index) },
  }));
  const last = entry(4_001, 'job.completed', 5_000, { ...handled(4_999, 5_000, 1, 301), failures });

  expect(tell(historyOf([...entries, last])).slice(5, 12)).toEqual([
    '      +0 ms ● ingest        recording.requested',
    '              ⋮ 3,998 more like it',
    '   +1 h 7 m ● ingest        recording.requested',
    '   +1 h 7 m ✗ ingest        attempt 1 at recording.requested failed: SPEECH_PROVIDER_UNAVAILABLE',
    '              ⋮ 298 more attempts failed like that',
    '  +1 h 12 m ✗ ingest        attempt 300 at recording.requested failed: SPEECH_PROVIDER_UNAVAILABLE',
    '              ⋮ waited 11 m 40 s for a retry',
  ]);
});

test('a message that stood in a queue is told apart from one that waited for a retry', () => {
  const late = entry(2, 'recording.prepared', 31, { ...handled(30, 31, 29.99), service: 'transcription' });

  expect(tell(historyOf([completed.entries[0]!, late]))).toContain(
    '              ⋮ waited 30.0 s in a queue',
  );
});

test('what an older build recorded is told as far as it goes', () => {
  expect(tell(ofOldBuild).slice(3)).toEqual([
    'generation 1',
    '      +0 ms ● unknown       job.submitted',
    '    +30.0 s ✔ unknown       job.completed',
    '',
    '  status         completed',
    '  critical time  30.0 s',
    '  webhook        delivered after 1 attempt (cms.example)',
  ]);
});

test('what was recorded late stands where it happened', () => {
  const [first, second] = [entry(3, 'meeting.transcribed', 2), entry(2, 'analysis.completed', 5)];
  const told = tell(historyOf([completed.entries[0]!, second, first])).join('\n');

  expect(told.indexOf('meeting.transcribed')).toBeLessThan(told.indexOf('analysis.completed'));
});

test('nothing that came from elsewhere moves the cursor', () => {
  const evil = '\u001b[2Jx\r\n\u200e\u200f\u202a\u202e\u2066\u2069';
  const nasty = entry(1, evil, 1, {
    ...{ service: evil, trace_id: evil, summary: { error: { code: evil, message: evil } } },
    failures: [{ attempt: 1, code: evil, at: at(0) }],
    calls: [call(evil, evil, { outcome: evil, model: evil, paid: true })],
  });
  const webhook = { url_host: evil, status: 'exhausted', attempts: 2, reason: evil } as const;

  const story = tell(historyOf([nasty], { owner: evil, title: evil, webhook }));
  // eslint-disable-next-line no-control-regex
  expect(story.filter((line) => /[\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(line))).toEqual(
    [],
  );
});

test('nothing at all is a story, too', () => {
  expect(tell(historyOf([], { status: 'pending', webhook: noWebhook }))).toEqual([
    'Weekly planning',
    '  job 7c9e6679-7425-40de-944b-e07fc1f90ae7 of cms, submitted 2026-11-20T10:00:00.000Z',
    '',
    '  status         pending',
    '  time so far    8 m 20 s',
  ]);
});

test('a state and its times are never of two moments: of what ended without a verdict the last entry is the end', () => {
  expect(tell(historyOf([completed.entries[0]!]))).toContain('  critical time  10 ms');
});
