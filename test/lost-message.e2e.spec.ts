import { join } from 'node:path';
import { eventually, OtlpReceiver } from '@meeting-intelligence/testing';
import { connect, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobTrace, linkedSpans } from './job-trace.js';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const queue = 'transcription.transcription.submitted.v1';
const deadlineMs = 4_000;

let collector: OtlpReceiver;
let system: RunningSystem;
let connection: ChannelModel;
beforeAll(async () => {
  collector = await OtlpReceiver.listen();
  system = await RunningSystem.start({
    STAND_IN_MODE: 'instant',
    JOB_DEADLINE_MS: String(deadlineMs),
    WATCHDOG_INTERVAL_MS: '200',
    HANDLER_TIMEOUT_MS: '5000',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  connection = await connect(system.report.amqp_url);
}, 240_000);
afterAll(async () => {
  await connection?.close();
  await system?.stop();
  await collector?.close();
}, 90_000);

test('a job that waits for its next attempt goes on past its deadline; when its message is lost it fails, once', async () => {
  await system.setFaults('get:503');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  const { created_at } = await system.job(id);
  const late = Date.parse(created_at) + 2 * deadlineMs;
  await eventually(() => expect(Date.now()).toBeGreaterThan(late), { timeoutMs: 3 * deadlineMs });
  expect(await system.job(id)).toMatchObject({ status: 'processing', stage: 'transcription' });

  const channel = await connection.createChannel();
  await eventually(
    async () => expect((await channel.purgeQueue(`${queue}.retry.60s`)).messageCount).toBe(1),
    { intervalMs: 50 },
  );

  expect(await system.ended(id)).toMatchObject({
    status: 'failed',
    error: { code: 'JOB_DEADLINE_EXCEEDED', stage: 'transcription', retryable: false },
    webhook: { status: 'delivered' },
  });
  expect((await system.allWebhooksOf(id)).map(({ body }) => [body.status, body.error?.code])).toEqual([
    ['failed', 'JOB_DEADLINE_EXCEEDED'],
  ]);
  // Nobody asked for the verdict: a trace of its own, linked to the submission and found by its job in every service.
  const [post] = JobTrace.soFar(id, collector).named('POST /v1/jobs');
  const verdict = await JobTrace.from('fail overdue job', id, collector);
  expect(verdict.roots.map(({ name }) => name)).toEqual(['fail overdue job']);
  expect(verdict.withoutJobId().map(({ name }) => name)).toEqual([]);
  expect(linkedSpans(verdict.roots[0], 'submission')).toEqual([post?.spanId]);
  expect([...verdict.services].toSorted()).toEqual(['ingest', 'notification']);
}, 90_000);
