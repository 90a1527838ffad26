import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  eventually,
  OtlpReceiver,
  startPrivateRabbitMq,
  startTcpProxy,
  type PrivateRabbitMq,
  type TcpProxy,
} from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { JobTrace, linkedSpans } from './job-trace.js';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
vi.setConfig({ testTimeout: 90_000 });
/** Longer than the minute after which instrumentations of others give a consumer's span up. */
const longMs = 65_000;
/** What stands in a request, a webhook, a recording's address or the meeting, and must stand in no span. */
const canaries = {
  title: 'canary-title',
  participant: 'Canary Participant',
  webhookPath: 'canary-webhook-path',
  webhookQuery: 'canary-webhook-query',
  webhookSecret: 'canary-webhook-secret',
  metadata: 'canary-metadata',
  mediaPath: 'canary-media-path',
  mediaSignature: 'canary-media-signature',
  requestQuery: 'canary-request-query',
};

let collector: OtlpReceiver;
let broker: PrivateRabbitMq;
let proxy: TcpProxy;
let media: Server;
let system: RunningSystem;
/** Its handler takes more than a minute, while the other tests go on. */
let longJob: string;
beforeAll(async () => {
  collector = await OtlpReceiver.listen();
  broker = await startPrivateRabbitMq();
  const { hostname, port } = new URL(broker.amqpUrl);
  proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const recording = Buffer.from(await shortRecording(sample, 0, 20).arrayBuffer());
  media = createServer((_, response) => response.end(recording)).listen(0, '127.0.0.1');
  await once(media, 'listening');
  system = await RunningSystem.start({
    AMQP_URL: proxy.through(broker.amqpUrl),
    STAND_IN_MODE: 'instant',
    RETRY_DELAYS_MS: '200,400,800',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  await system.setFaults(`chat.decisions:slow=${longMs}*1`);
  longJob = await system.submit(shortRecording(sample, 0, 4));
  await eventually(async () => expect(await system.faultsApplied()).toBe(1), { timeoutMs: 30_000 });
  await system.clearFaults();
}, 240_000);
afterAll(async () => {
  await system?.stop();
  media?.close();
  await proxy?.close();
  await broker?.stop();
  await collector?.close();
}, 90_000);

/** What holds for every job, whatever happened to it. */
function expectOneWholeTrace(trace: JobTrace): void {
  expect(
    trace.roots.map(({ name }) => name),
    trace.picture(),
  ).toEqual(['POST /v1/jobs']);
  expect(trace.orphans(), trace.picture()).toEqual([]);
  expect(trace.withoutJobId().map(({ name }) => name)).toEqual([]);
  expect([...trace.services].toSorted()).toEqual([
    'analysis',
    'ingest',
    'notification',
    'persistence',
    'transcription',
  ]);
  // Beside it there are only the traces of those who asked how the job is.
  const others = collector.ofJob(trace.jobId).filter(({ traceId }) => traceId !== trace.spans[0]?.traceId);
  const begun = others.filter(({ parentSpanId }) => parentSpanId === '').map(({ name }) => name);
  expect(begun.filter((name) => !name.startsWith('GET /v1/'))).toEqual([]);
}

test('one trace follows a job from the POST through all services, providers and databases to the webhook', async () => {
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await system.ended(id);

  const trace = await JobTrace.of(id, collector);

  expectOneWholeTrace(trace);
  expect(trace.spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'send job.submitted.v1',
      'process transcription.job.submitted.v1',
      'settle transcription.job.submitted.v1',
      'transcription.submit',
      'transcription.check',
      'analysis.meeting_summary',
      'process persistence.analysis.completed.v1',
      'process notification.job.completed.v1',
    ]),
  );
  const [summary] = trace.named('analysis.meeting_summary');
  expect(summary?.attributes).toMatchObject({
    'provider.name': 'openai',
    'gen_ai.response.model': expect.any(String),
    'gen_ai.usage.input_tokens': expect.any(Number),
    'gen_ai.usage.output_tokens': expect.any(Number),
  });
  const [webhook] = trace.named('webhook deliver');
  expect(webhook).toMatchObject({ service: 'notification', kind: 'CLIENT', isFailed: false });
  for (const service of ['ingest', 'persistence', 'notification'])
    expect(
      trace.spans.some(
        (span) => span.service === service && span.attributes['db.system.name'] === 'postgresql',
      ),
      service,
    ).toBe(true);
  const [received] = system.webhooksOf(id);
  expect(received?.headers).not.toHaveProperty('traceparent');
  expect(received?.headers).not.toHaveProperty('baggage');
});

test('a second attempt is in the same trace, linked to the one before', async () => {
  await system.setFaults('submit:503*1');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await system.ended(id);

  const trace = await JobTrace.of(id, collector);

  expectOneWholeTrace(trace);
  const [failed, repeated, ...more] = trace.handlings('transcription.recording.prepared.v1');
  expect(more).toEqual([]);
  expect(failed).toMatchObject({
    isFailed: true,
    attributes: { 'messaging.attempt': 1, 'messaging.outcome': 'retry' },
  });
  expect(repeated).toMatchObject({ isFailed: false, attributes: { 'messaging.attempt': 2 } });
  expect(linkedSpans(repeated, 'previous_attempt')).toEqual([failed?.spanId]);
});

test('a dead letter that is replayed goes on in the trace, linked to the span that failed', async () => {
  await system.setFaults('submit:400*1');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  expect(await system.ended(id)).toMatchObject({ status: 'failed' });

  await deadLetters('replay', '--job', id);
  await eventually(async () => expect(await system.job(id)).toMatchObject({ status: 'completed' }), {
    timeoutMs: 60_000,
  });

  const trace = await JobTrace.of(id, collector, (soFar) => soFar.named('webhook deliver').length === 2);
  expectOneWholeTrace(trace);
  const [failed, replayed] = trace.handlings('transcription.recording.prepared.v1');
  expect(failed).toMatchObject({ isFailed: true, attributes: { 'messaging.outcome': 'dead' } });
  expect(linkedSpans(replayed, 'previous_attempt')).toEqual([failed?.spanId]);
});

test('a service that is killed and started again breaks no trace', async () => {
  await system.setFaults('get:slow=5000*1');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await eventually(async () => expect(await system.faultsApplied()).toBe(1), { intervalMs: 20 });
  // What it had done before has left it: the spans of its last OTEL_BSP_SCHEDULE_DELAY it takes with it.
  await eventually(() =>
    expect(JobTrace.soFar(id, collector).named('settle transcription.recording.prepared.v1')).toHaveLength(1),
  );

  await system.kill('transcription');
  await system.ended(id);

  const trace = await JobTrace.of(id, collector);
  expectOneWholeTrace(trace);
  const [survivor] = trace.handlings('transcription.transcription.submitted.v1');
  expect(survivor?.attributes['messaging.redelivered']).toBe(true);
});

test('what was said, who said it, secrets, addresses and signatures are in no span', async () => {
  const { port } = media.address() as AddressInfo;
  const hook = `${system.cms.url}/${canaries.webhookPath}?token=${canaries.webhookQuery}`;
  const response = await system.request(`/v1/jobs?wait=${canaries.requestQuery}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.report.apiKey}`,
      'content-type': 'application/json',
      // A stranger's trace is not ours.
      traceparent: '00-11111111111111111111111111111111-2222222222222222-00',
    },
    body: JSON.stringify({
      recording_url: `http://127.0.0.1:${port}/${canaries.mediaPath}.ogg?X-Amz-Signature=${canaries.mediaSignature}`,
      title: canaries.title,
      speaker_names: [canaries.participant],
      webhook_url: hook,
      webhook_secret: canaries.webhookSecret,
      metadata: { article: canaries.metadata },
    }),
  });
  const accepted = (await response.json()) as { id: string };
  expect(response.status, JSON.stringify(accepted)).toBe(202);
  await system.ended(accepted.id);

  const trace = await JobTrace.of(accepted.id, collector);

  expectOneWholeTrace(trace);
  expect(trace.named('POST /v1/jobs')[0]?.links[0]).toMatchObject({
    traceId: '1'.repeat(32),
    attributes: { 'link.kind': 'caller' },
  });
  const { segments } = await system.meeting(accepted.id);
  const said = segments.map(({ text }) => text.slice(0, 40)).filter((text) => text.length > 20);
  expect(said.length).toBeGreaterThan(0);
  const secrets = [...Object.values(canaries), ...said, system.report.apiKey, 'X-Amz-Signature'];
  for (const secret of secrets) expect(collector.holds(secret), secret).toBe(false);
  // That the search would find them.
  expect(collector.holds(accepted.id)).toBe(true);
});

test('the span of a handler that takes more than a minute ends well', async () => {
  await system.ended(longJob);

  const trace = await JobTrace.of(longJob, collector);

  expectOneWholeTrace(trace);
  const [handling, ...more] = trace.handlings('analysis.transcript.created.v1');
  expect(more).toEqual([]);
  expect(handling).toMatchObject({ isFailed: false, attributes: { 'messaging.outcome': 'ack' } });
  expect(handling?.durationMs).toBeGreaterThan(60_000);
}, 120_000);

test('a job that waits in the outbox, as the broker is away, has one trace', async () => {
  await proxy.set({ kind: 'refuse' });
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  const outageMs = 3_000;
  await new Promise((resolve) => setTimeout(resolve, outageMs));
  await proxy.set({ kind: 'pass' });
  await system.ended(id);

  const trace = await JobTrace.of(id, collector);

  expectOneWholeTrace(trace);
  const [post] = trace.named('POST /v1/jobs');
  const [sent] = trace.named('send job.submitted.v1').filter(({ isFailed }) => !isFailed);
  expect(sent?.parentSpanId).toBe(post?.spanId);
  expect(sent!.startedAtMs - post!.startedAtMs).toBeGreaterThan(outageMs - 1_000);
});

test('services that have nothing to do begin no traces', async () => {
  const since = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  for (const health of Object.values(system.report.health)) await fetch(health);
  await new Promise((resolve) => setTimeout(resolve, 1_500));

  const begun = collector.spans.filter(({ startedAtMs }) => startedAtMs > since);
  expect(begun.map(({ name }) => name)).toEqual([]);
});

async function deadLetters(...args: readonly string[]): Promise<void> {
  const main = join(import.meta.dirname, '../tools/dead-letters/dist/main.js');
  await promisify(execFile)(process.execPath, [main, ...args, '--amqp-url', broker.amqpUrl]);
}
