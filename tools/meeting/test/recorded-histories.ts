/** Histories as the gateway shows them: of a job that went well, one that was retried, one that was replayed, one that was cancelled. */
import type { JobHistory } from '@meeting-intelligence/client';

type Entry = JobHistory['entries'][number];
type Call = Entry['calls'][number];

export const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const traceId = '0af7651916cd43dd8448eb211c80319c';
const begin = Date.parse('2026-11-20T10:00:00.000Z');
/** So many seconds after the submission. */
export const at = (seconds: number) => new Date(begin + seconds * 1_000).toISOString();

/** The `number`-th event of a history, caused by the one before it if nothing else is said. */
export function entry(number: number, type: string, seconds: number, more: Partial<Entry> = {}): Entry {
  return {
    ...{ sequence: number, type: `${type}.v1`, generation: 1, at: at(seconds), event_id: eventId(number) },
    ...{ caused_by: number === 1 ? null : eventId(number - 1), status: 'processing', stage: null },
    ...{ service: 'ingest', trace_id: traceId, started_at: null, attempt: null, waited_ms: null },
    ...{ took_ms: null, deferrals: 0, failures: [], calls: [], summary: {} },
    ...more,
  };
}

/** A step that was handled from `from` on, after its cause had waited for `waited` seconds. */
export const handled = (from: number, seconds: number, waited: number, attempt = 1): Partial<Entry> => ({
  started_at: at(from),
  took_ms: Math.round((seconds - from) * 1_000),
  waited_ms: Math.round(waited * 1_000),
  attempt,
});

export const call = (provider: string, operation: string, more: Partial<Call> = {}): Call => ({
  ...{ provider, operation, model: null, outcome: 'ok', status_code: null, count: 1, ms: 120 },
  ...{ input_tokens: null, output_tokens: null, paid: false },
  ...more,
});

export const historyOf = (entries: readonly Entry[], more: Partial<JobHistory> = {}): JobHistory => ({
  ...{ job_id: jobId, owner: 'cms', title: 'Weekly planning', status: 'completed', stage: null },
  ...{ lane: 'interactive', error: null, created_at: at(0), generation: 1 },
  webhook: { url_host: 'cms.example', status: 'delivered', attempts: 1, reason: null },
  entries: [...entries],
  ...more,
});

export const noWebhook = { url_host: null, status: 'none', attempts: 0, reason: null } as const;

const ask = (operation: string) =>
  call('openai', operation, { model: 'gpt-x', ms: 900, input_tokens: 1_000, output_tokens: 50, paid: true });

export const completed = historyOf([
  entry(1, 'job.submitted', 0.01, { status: 'pending' }),
  entry(2, 'recording.prepared', 0.31, {
    ...handled(0.02, 0.31, 0.01),
    ...{ service: 'transcription', calls: [call('assemblyai', 'upload', { ms: 280 })] },
  }),
  entry(3, 'transcription.submitted', 0.5, {
    ...handled(0.32, 0.5, 0.01),
    ...{
      service: 'transcription',
      calls: [call('assemblyai', 'list'), call('assemblyai', 'submit', { paid: true })],
    },
  }),
  entry(4, 'transcript.created', 7.2, {
    ...handled(7, 7.2, 6.5),
    ...{ service: 'transcription', deferrals: 2, calls: [call('assemblyai', 'look', { count: 3, ms: 360 })] },
  }),
  entry(5, 'meeting.transcribed', 7.4, {
    ...handled(7.21, 7.4, 0.01),
    caused_by: eventId(4),
    service: 'persistence',
  }),
  entry(6, 'analysis.completed', 9.2, {
    ...handled(7.2, 9.2, 0),
    ...{ caused_by: eventId(4), service: 'analysis', calls: [ask('speaker_names'), ask('meeting_summary')] },
  }),
  entry(7, 'meeting.completed', 9.3, { ...handled(9.21, 9.3, 0.01), service: 'persistence' }),
  entry(8, 'job.completed', 9.4, { ...handled(9.31, 9.4, 0.01), status: 'completed' }),
  entry(9, 'webhook.delivered', 9.6, {
    ...handled(9.42, 9.6, 0.02),
    ...{
      service: 'notification',
      status: 'completed',
      calls: [call('webhook', 'POST', { status_code: 204 })],
    },
    summary: { delivery_id: eventId(1), outcome: 'completed', attempts: 1, status_code: 204 },
  }),
]);

/** The first attempt at the recording failed, and so did the first webhook. */
export const retried = historyOf(
  [
    completed.entries[0]!,
    entry(2, 'recording.prepared', 63.4, {
      ...handled(63, 63.4, 62.99, 2),
      service: 'transcription',
      failures: [{ attempt: 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', at: at(1) }],
      calls: [
        call('assemblyai', 'upload', { outcome: 'SPEECH_PROVIDER_UNAVAILABLE', ms: 900 }),
        call('assemblyai', 'upload', { ms: 380 }),
      ],
    }),
    entry(3, 'job.completed', 70, { ...handled(69.9, 70, 0.01), status: 'completed' }),
    entry(4, 'webhook.delivered', 130, {
      ...handled(129.9, 130, 59.9, 2),
      service: 'notification',
      failures: [{ attempt: 1, code: 'WEBHOOK_REJECTED', at: at(70.2) }],
      calls: [
        call('webhook', 'POST', { outcome: 'WEBHOOK_REJECTED', status_code: 503 }),
        call('webhook', 'POST', { status_code: 200 }),
      ],
      summary: { delivery_id: eventId(1), outcome: 'completed', attempts: 2, status_code: 200 },
    }),
  ],
  { webhook: { url_host: 'cms.example', status: 'delivered', attempts: 2, reason: null } },
);

const error = {
  code: 'SPEECH_PROVIDER_REJECTED',
  message: 'the speech provider answered 400',
  retryable: false,
};

/** Dead-lettered, and replayed an hour later under a trace of its own. */
export const replayed = historyOf(
  [
    completed.entries[0]!,
    entry(2, 'stage.failed', 0.5, {
      ...handled(0.1, 0.5, 0.1),
      service: 'transcription',
      summary: { error },
    }),
    entry(3, 'job.failed', 0.6, { ...handled(0.55, 0.6, 0.05), status: 'failed', summary: { error } }),
    entry(4, 'recording.prepared', 3_700, {
      ...handled(3_699.5, 3_700, 0.4),
      ...{ generation: 2, service: 'transcription', caused_by: null, trace_id: 'b'.repeat(32) },
    }),
    entry(5, 'job.completed', 3_710, {
      ...handled(3_709.9, 3_710, 0.1),
      ...{ generation: 2, status: 'completed', trace_id: 'b'.repeat(32) },
    }),
  ],
  { generation: 2 },
);

export const cancelled = historyOf(
  [completed.entries[0]!, entry(2, 'job.cancelled', 4, { status: 'cancelled', caused_by: null })],
  { status: 'cancelled', webhook: noWebhook },
);

/** It came by a build that kept nothing but types and times. */
export const ofOldBuild = historyOf([
  entry(1, 'job.submitted', 0, { service: null, trace_id: null }),
  entry(2, 'job.completed', 30, { service: null, trace_id: null, caused_by: null }),
]);

function eventId(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
