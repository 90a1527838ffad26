import { once } from 'node:events';
import { connect } from 'node:net';
import { forgetRendering, registry } from '@meeting-intelligence/metrics';
import { eventually } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventClient } from './following/event-client.js';
import { answerOn, beginUpload } from './raw-http.js';
import { runIngest, type RunningIngest } from './running-ingest.js';

// Before the service starts: what is initialised then is looked at.
beforeAll(() => registry.resetMetrics());
let ingest: RunningIngest;
runIngest((running) => (ingest = running), { MAX_UPLOADS_PER_KEY: '1' });
afterAll(forgetRendering);

test('what is counted is there, at zero, before the first job and the first refusal', async () => {
  expect(await told()).toEqual(
    expect.arrayContaining([
      'job_critical_time_seconds_count{outcome="completed"} 0',
      'job_critical_time_seconds_count{outcome="failed"} 0',
      'job_critical_time_seconds_count{outcome="cancelled"} 0',
      'job_stage_duration_seconds_count{stage="transcription",outcome="failed"} 0',
      'job_stage_duration_seconds_count{stage="notification",outcome="ok"} 0',
      'requests_rate_limited_total{code="RATE_LIMITED"} 0',
      'requests_rate_limited_total{code="TOO_MANY_UPLOADS"} 0',
      'requests_rate_limited_total{code="TOO_MANY_STREAMS"} 0',
      'requests_rate_limited_total{code="TOO_MANY_JOBS"} 0',
      'inbox_duplicates_total{queue="ingest.job.erased.v1"} 0',
      'messages_dead_lettered_total{queue="ingest.recording.requested.v1",reason="exhausted"} 0',
      'queue_looks_total{outcome="failed"} 0',
      'uploads_in_progress 0',
      'event_streams_open 0',
    ]),
  );
});

test('a recording that comes in is told while it does; one too many is counted by its code; one that broke off is a 499', async () => {
  const options = { key: ingest.key, headers: { 'Content-Length': 900_000 } };
  const socket = await beginUpload(ingest.url, options);
  await eventually(async () => expect(await told()).toContain('uploads_in_progress 1'));

  await eventually(async () => {
    const refused = await answerOn(await beginUpload(ingest.url, options));
    expect(refused.status).toBe(429);
  });

  expect(await told()).toContain('requests_rate_limited_total{code="TOO_MANY_UPLOADS"} 1');
  socket.destroy();
  await eventually(async () => {
    const lines = await told();
    expect(lines).toContain('uploads_in_progress 0');
    expect(lines).toContain(
      'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/v1/jobs",http_response_status_code="499"} 1',
    );
  });
});

test('a stream of events is told for as long as it is open', async () => {
  const stream = await EventClient.open(`${ingest.url}/v1/events`, { key: ingest.key });
  expect(await told()).toContain('event_streams_open 1');

  stream.close();

  await eventually(async () => expect(await told()).toContain('event_streams_open 0'));
});

test('bytes that are no request are measured and have a line, with the id that their sender was told', async () => {
  const { hostname, port } = new URL(ingest.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('GARBAGE\r\n\r\n');

  const { status, head } = await answerOn(socket);

  expect(status).toBe(400);
  const [, id] = /x-request-id: (\S+)/i.exec(head) ?? [];
  expect(ingest.lines.filter(({ request_id }) => request_id === id)).toMatchObject([
    { level: 'info', msg: 'request', status: 400, reason: expect.stringMatching(/^HPE_/) },
  ]);
  expect(await told()).toContain(
    'http_server_request_duration_seconds_count{http_request_method="_OTHER",http_route="unmatched",http_response_status_code="400"} 1',
  );
});

test('a URL that no route can have is measured, and its line has its id and not its query', async () => {
  const answer = await ingest.request('/v1/jobs/%E0%A4%A?token=canary');

  expect(answer.status).toBe(400);
  const request_id = answer.headers.get('x-request-id');
  await eventually(() =>
    expect(ingest.lines.filter((line) => line.request_id === request_id)).toHaveLength(1),
  );
  expect(ingest.lines.find((line) => line.request_id === request_id)).toMatchObject({
    msg: 'request',
    method: 'GET',
    path: '/v1/jobs/%E0%A4%A',
    status: 400,
  });
  expect(await told()).toContain(
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="unmatched",http_response_status_code="400"} 1',
  );
});

async function told(): Promise<string[]> {
  forgetRendering();
  return (await (await fetch(`${ingest.healthUrl}/metrics`)).text()).split('\n');
}
