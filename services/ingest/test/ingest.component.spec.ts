import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  analysisCompleted,
  jobCompleted,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  webhookDelivered,
  webhookExhausted,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { meeting, runIngest, sample, type RunningIngest } from './running-ingest.js';

const secret = 'canary-s3cret';
let ingest: RunningIngest;
runIngest((running) => (ingest = running));
beforeEach(() => {
  ingest.lines.length = 0;
  ingest.bus.failWith();
});

test('accepts a recording with all its fields and publishes its submission', async () => {
  const fields = {
    title: 'Weekly planning',
    recorded_at: '2026-11-20T23:30:00-05:00',
    language: 'en',
    speakers_expected: '3',
    speaker_names: '["Laura Palmer"]',
    vocabulary: '["Kubernetes"]',
    analyses: 'summary,decisions',
    summary_template: 'Topics:\n- …',
    external_id: 'article-4711',
    webhook_url: 'https://cms.example/hooks?token=canary-t0ken',
    webhook_secret: secret,
    metadata: '{"article":4711}',
  };
  const response = await ingest.submit(fields);
  const job = (await response.json()) as PublicJob;

  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(job).toEqual({
    id: job.id,
    status: 'pending',
    stage: null,
    lane: 'interactive',
    title: 'Weekly planning',
    recorded_at: '2026-11-21T04:30:00.000Z',
    language: 'en',
    metadata: { article: 4711 },
    external_id: 'article-4711',
    analyses: ['summary', 'decisions'],
    recording: {
      duration_ms: 76_733,
      content_type: expect.stringMatching(/^audio\/ogg/),
      size_bytes: 259_939,
    },
    progress: 0,
    queue: null,
    estimate: null,
    error: null,
    artifacts: null,
    meeting_id: null,
    stages: { transcription: null, analysis: null, persistence: null, notification: null },
    engine: { transcription: null, analysis: null },
    webhook: { url_host: 'cms.example', status: 'pending', attempts: 0, reason: null },
    links: { self: `/v1/jobs/${job.id}`, events: `/v1/jobs/${job.id}/events`, meeting: null },
    created_at: expect.any(String),
    updated_at: expect.any(String),
    completed_at: null,
    generation: 1,
  });
  const event = await eventually(() => {
    const found = ingest.bus.published.find(({ subject }) => subject === job.id);
    return found ?? Promise.reject(new Error('not published yet'));
  });
  expect(jobSubmitted.schema.parse(event.data)).toMatchObject({
    recording: {
      key: `recordings/${job.id}`,
      filename: 'planning-meeting.ogg',
      contentType: expect.stringMatching(/^audio\/ogg/),
    },
    meeting: {
      title: 'Weekly planning',
      // The day of the meeting is the one where it took place.
      recordedAt: '2026-11-20T23:30:00-05:00',
      language: 'en',
      speakersExpected: 3,
      metadata: { article: 4711 },
      externalId: 'article-4711',
      speakerNames: ['Laura Palmer'],
      vocabulary: ['Kubernetes'],
      analyses: ['summary', 'decisions'],
      summaryTemplate: 'Topics:\n- …',
    },
    webhook: { url: fields.webhook_url, secret: expect.stringMatching(/^v1\.k1\./) },
  });
  expect(await readFile(join(ingest.folder, 'recordings', job.id))).toEqual(await readFile(sample));
  expect(await ingest.show(job.id)).toEqual({ ...job, queue: { position: expect.any(Number) } });
});

test('needs nothing but the file', async () => {
  const before = Date.now();
  const job = await ingest.submitted();

  expect(job).toMatchObject({
    title: null,
    language: null,
    metadata: {},
    external_id: null,
    analyses: ['speakers', 'summary', 'action_items', 'decisions'],
    webhook: { url_host: null, status: 'none' },
  });
  expect(Date.parse(job.recorded_at)).toBeGreaterThanOrEqual(before);
});

test('follows a job to its end, whatever the order of the events', async () => {
  const { id } = await ingest.submitted({ webhook_url: 'https://cms.example/hooks' });
  const events = [
    webhookDelivered,
    meetingCompleted,
    analysisCompleted,
    meetingTranscribed,
    transcriptCreated,
    transcriptionSubmitted,
    recordingPrepared,
  ];
  for (const definition of events) {
    await ingest.publish(id, definition);
    await ingest.bus.idle();
  }

  const job = await ingest.show(id);

  expect(job).toMatchObject({
    status: 'completed',
    stage: null,
    meeting_id: meeting.id,
    artifacts: meeting.artifacts,
    engine: meeting.engine,
    webhook: { status: 'delivered', attempts: 1 },
    links: { meeting: `/v1/meetings/${meeting.id}` },
    stages: {
      transcription: { duration_ms: expect.any(Number) },
      notification: { completed_at: expect.any(String) },
    },
  });
  const history = await ingest.historyOf(id);
  const [first, second, ...others] = events;
  expect(history.map(({ type }) => type)).toEqual(
    [jobSubmitted, first!, second!, jobCompleted, ...others].map(({ type }) => type),
  );
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
  expect(JSON.stringify(history)).not.toContain('This is Robert');
});

test('a job whose events come all at once and twice ends the same, without gaps in its history', async () => {
  const { id } = await ingest.submitted();
  const all = [
    recordingPrepared,
    transcriptionSubmitted,
    transcriptCreated,
    meetingTranscribed,
    analysisCompleted,
    meetingCompleted,
  ];
  await Promise.all([ingest.publish(id, ...all), ingest.publish(id, ...all.toReversed())]);
  await ingest.bus.idle();

  expect(await ingest.show(id)).toMatchObject({ status: 'completed', meeting_id: meeting.id });
  expect((await ingest.historyOf(id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await eventually(() => expect(ingest.told(id)).toMatchObject([{ type: jobCompleted.type, generation: 1 }]));
});

test('shows why a job failed', async () => {
  const { id } = await ingest.submitted();
  await ingest.publish(id, stageFailed);
  await ingest.bus.idle();

  const { error } = stageFailed.example;
  await eventually(() => expect(ingest.told(id)).toMatchObject([{ type: jobFailed.type, data: { error } }]));
  expect(await ingest.show(id)).toMatchObject({
    status: 'failed',
    stage: null,
    error,
    completed_at: expect.any(String),
  });
  expect((await ingest.request(`/v1/jobs/${id}`)).headers.get('retry-after')).toBeNull();
});

test('shows why a webhook was given up', async () => {
  const { id } = await ingest.submitted({ webhook_url: 'https://cms.example/hooks' });
  await ingest.publish(id, meetingCompleted, webhookExhausted);
  await ingest.bus.idle();

  expect(await ingest.show(id)).toMatchObject({
    status: 'completed',
    webhook: { status: 'exhausted', attempts: 4, reason: 'the CMS answered 503' },
  });
});

test('an event of an unknown job is acknowledged without effect', async () => {
  const id = randomUUID();
  await ingest.publish(id, meetingCompleted);
  await ingest.bus.idle();

  expect((await ingest.request(`/v1/jobs/${id}`)).status).toBe(404);
  expect(ingest.bus.deadLetters(`ingest.${meetingCompleted.type}`)).toEqual([]);
});

test('accepts jobs while the broker is away, stays ready, and publishes later', async () => {
  ingest.bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  const { id } = await ingest.submitted();

  expect((await fetch(`${ingest.healthUrl}/ready`)).status).toBe(200);
  expect(ingest.bus.published.some(({ subject }) => subject === id)).toBe(false);
  ingest.bus.failWith();
  await eventually(() =>
    expect(ingest.bus.published.filter(({ subject }) => subject === id)).toHaveLength(1),
  );
});

test.each(['outbox', 'jobs', 'job_events'])(
  'without a row in %s there is no job, no event and no recording',
  async (table) => {
    const before = [
      await ingest.recordings(),
      await ingest.database.query('select count(*) from ingest.jobs'),
      ingest.bus.published.length,
    ];
    await ingest.withoutNewRowsIn(table, async () => {
      const response = await ingest.submit();
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({
        code: 'INTERNAL',
        detail: expect.not.stringMatching(/refuse_all|insert/i) as string,
      });
    });

    expect([
      await ingest.recordings(),
      await ingest.database.query('select count(*) from ingest.jobs'),
      ingest.bus.published.length,
    ]).toEqual(before);
  },
);

test('an event that cannot be recorded is retried, then dead-lettered with its reason', async () => {
  const { id } = await ingest.submitted();
  const queue = `ingest.${recordingPrepared.type}`;
  await ingest.withoutNewRowsIn('job_events', async () => {
    await ingest.publish(id, recordingPrepared);
    await eventually(() => expect(ingest.bus.deadLetters(queue)).toHaveLength(1));
  });

  expect(JSON.stringify(ingest.bus.deadLetters(queue)[0]?.headers)).toContain('refuse_all');
  expect(await ingest.show(id)).toMatchObject({ status: 'pending' });
});
