import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually, OtlpReceiver } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { JobTrace, linkedSpans } from './job-trace.js';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
vi.setConfig({ testTimeout: 90_000 });

let collector: OtlpReceiver;
let media: Server;
let system: RunningSystem;
beforeAll(async () => {
  collector = await OtlpReceiver.listen();
  const recording = Buffer.from(await shortRecording(sample, 0, 20).arrayBuffer());
  media = createServer((_, response) => response.end(recording)).listen(0, '127.0.0.1');
  await once(media, 'listening');
  system = await RunningSystem.start({
    STAND_IN_MODE: 'instant',
    RETRY_DELAYS_MS: '200,400,800',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
}, 240_000);
afterAll(async () => {
  await system?.stop();
  media?.close();
  await collector?.close();
}, 90_000);

afterEach(() => system.clearFaults());

test('a retry by API begins another trace, linked to the submission and found by the same job', async () => {
  await system.setFaults('submit:400*1');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  expect(await system.ended(id)).toMatchObject({ status: 'failed' });

  await system.client.retry(id);
  await eventually(async () => expect(await system.job(id)).toMatchObject({ status: 'completed' }), {
    timeoutMs: 60_000,
  });

  const [post] = (await JobTrace.of(id, collector)).named('POST /v1/jobs');
  const retry = await JobTrace.from('POST /v1/jobs/:id/retry', id, collector);
  expect(retry.roots.map(({ name }) => name)).toEqual(['POST /v1/jobs/:id/retry']);
  expect(retry.withoutJobId().map(({ name }) => name)).toEqual([]);
  expect(linkedSpans(retry.roots[0], 'submission')).toEqual([post?.spanId]);
});

test('a cancellation has a trace of its own, linked to the submission', async () => {
  await system.setFaults('get:503');
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await system.client.cancel(id);

  const cancellation = await JobTrace.from('POST /v1/jobs/:id/cancel', id, collector);
  const [post] = JobTrace.soFar(id, collector).named('POST /v1/jobs');
  expect(linkedSpans(cancellation.roots[0], 'submission')).toEqual([post?.spanId]);
  expect(cancellation.withoutJobId().map(({ name }) => name)).toEqual([]);
});

test('each job of a batch that waits for its turn has a trace of its own, linked to the request', async () => {
  const { port } = media.address() as AddressInfo;
  const recording_url = `http://127.0.0.1:${port}/batch.ogg`;
  const batched = { recording_url, webhook_url: system.cms.url };
  const jobs = await system.client.submitBatch([batched, batched]);
  for (const { id } of jobs) await system.ended(id);

  const [batch] = await eventually(() => {
    const found = collector.spans.filter(({ name }) => name === 'POST /v1/jobs/batch');
    expect(found).toHaveLength(1);
    return found;
  });
  const traces = await Promise.all(jobs.map(({ id }) => JobTrace.from('release bulk job', id, collector)));
  for (const trace of traces) {
    expect(trace.roots.map(({ name }) => name)).toEqual(['release bulk job']);
    expect(trace.withoutJobId().map(({ name }) => name)).toEqual([]);
    expect(linkedSpans(trace.roots[0], 'submission')).toEqual([batch?.spanId]);
  }
  expect(new Set(traces.map(({ spans }) => spans[0]?.traceId)).size).toBe(2);
});

test('who asks about a job, its meeting and its captions is found by the job, in every service that answers', async () => {
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await system.ended(id);
  const { meeting_id } = await system.job(id);
  const paths = [
    `jobs/${id}/history`,
    `meetings/${meeting_id}`,
    `meetings/${meeting_id}/transcript?format=vtt`,
  ];
  for (const path of paths) expect((await system.request(`/v1/${path}`)).status, path).toBe(200);
  await system.request(`/v1/jobs/${id}/event-tokens`, { method: 'POST' });
  await (await system.request(`/v1/jobs/${id}/events`)).text();
  const spoofed = await system.request('/v1/jobs/canary-job/history');
  expect(spoofed.status).toBe(404);

  const routes = [
    'jobs/:id/history',
    'meetings/:id',
    'meetings/:id/transcript',
    'jobs/:id/event-tokens',
    'jobs/:id/events',
  ];
  await eventually(() => {
    const ofJob = collector.ofJob(id);
    for (const route of routes) {
      const answered = ofJob.filter(({ attributes }) => attributes['http.route'] === `/v1/${route}`);
      const expected = route.startsWith('meetings') ? ['ingest', 'persistence'] : ['ingest'];
      expect(answered.map(({ service }) => service).toSorted(), route).toEqual(expected);
      // The questions who asks, and for what, are among them.
      for (const { traceId } of answered)
        expect(collector.spans.filter((span) => span.traceId === traceId && !ofJob.includes(span))).toEqual(
          [],
        );
    }
  });
  expect(collector.holds('canary-job')).toBe(false);
});
