import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PublicJob, PublicJobHistory } from '@meeting-intelligence/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');

let system: RunningSystem;
let recording: Buffer;
/** Where the CMS keeps its recordings; answers as the test says, the last answer is repeated. */
let media: Server;
let answers: ((response: ServerResponse) => unknown)[];
let requests: number;

beforeAll(async () => {
  recording = Buffer.from(await shortRecording(sample, 0, 20).arrayBuffer());
  media = createServer((_, response) => {
    const answer = answers[Math.min(requests, answers.length - 1)]!;
    requests += 1;
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(media, 'listening');
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant', RETRY_DELAYS_MS: '200,400,800' });
}, 240_000);
afterAll(async () => {
  await system?.stop();
  media.closeAllConnections();
  media.close();
}, 90_000);
beforeEach(() => {
  requests = 0;
});

async function submit(): Promise<string> {
  const { port } = media.address() as AddressInfo;
  const body = {
    recording_url: `http://127.0.0.1:${port}/planning.ogg?signature=hidden`,
    title: 'Planning',
    webhook_url: system.cms.url,
  };
  const { apiKey } = system.report;
  const response = await system.request('/v1/jobs', {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as PublicJob).id;
}

const giving = (response: ServerResponse) => response.end(recording);

test('a recording that the gateway fetches becomes a meeting like any other', async () => {
  answers = [(response) => response.writeHead(503).end(), giving];

  const id = await submit();

  expect(await system.ended(id)).toMatchObject({ status: 'completed', title: 'Planning' });
  expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
  expect(requests).toBe(2);
  expect(await system.allWebhooksOf(id)).toMatchObject([{ body: { status: 'completed' } }]);
});

test('the command tells its story: every hop, what failed and was waited for, what was paid for, and the webhooks', async () => {
  answers = [(response) => response.writeHead(503).end(), giving];
  await system.setFaults('upload:503*1');
  let told = 0;
  system.cms.behave(() => ({ status: (told += 1) === 1 ? 503 : 204 }));
  const id = await submit();
  await system.ended(id);
  await system.clearFaults();
  system.cms.behaveWell();

  const history = JSON.parse(await system.meetingCommand('trace', id, '--json')) as PublicJobHistory;
  const hops = history.entries.map(({ service, type, attempt, failures }) => [
    `${service} ${type.replace('.v1', '')}`,
    attempt,
    failures.map(({ code }) => code),
  ]);
  expect(hops.toSorted()).toEqual([
    ['analysis analysis.completed', 1, []],
    ['ingest job.completed', 1, []],
    ['ingest job.submitted', 2, ['RECORDING_URL_UNREACHABLE']],
    ['ingest recording.requested', null, []],
    ['notification webhook.delivered', 2, ['WEBHOOK_REJECTED']],
    ['persistence meeting.completed', 1, []],
    ['persistence meeting.transcribed', 1, []],
    ['transcription recording.prepared', 2, ['SPEECH_PROVIDER_UNAVAILABLE']],
    ['transcription transcript.created', 1, []],
    ['transcription transcription.submitted', 1, []],
  ]);
  const ids = new Set(history.entries.map(({ event_id }) => event_id));
  for (const hop of history.entries.slice(1)) {
    expect([hop.type, ids.has(hop.caused_by!)]).toEqual([hop.type, true]);
    expect([hop.type, hop.waited_ms]).toEqual([hop.type, expect.any(Number)]);
    expect(Date.parse(hop.started_at!)).toBeLessThanOrEqual(Date.parse(hop.at));
  }
  const calls = history.entries.flatMap((entry) => entry.calls);
  const called = (provider: string, operation: string) =>
    calls.filter((call) => call.provider === provider && call.operation === operation);
  expect(called('assemblyai', 'upload')).toMatchObject([
    { outcome: 'SPEECH_PROVIDER_UNAVAILABLE', count: 1 },
    { outcome: 'ok', count: 1 },
  ]);
  expect(called('webhook', 'POST')).toMatchObject([
    { outcome: 'WEBHOOK_REJECTED', status_code: 503, count: 1 },
    { outcome: 'ok', status_code: 204, count: 1 },
  ]);
  const paid = calls.filter((call) => call.paid);
  expect(paid.map(({ operation, outcome, count }) => [operation, outcome, count]).toSorted()).toEqual([
    ...['action_items', 'decisions', 'meeting_summary', 'speaker_names', 'submit'].map((each) => [
      each,
      'ok',
      1,
    ]),
  ]);
  for (const { provider, input_tokens, output_tokens } of paid)
    if (provider === 'openai') expect(Math.min(input_tokens!, output_tokens!)).toBeGreaterThan(0);

  const story = await system.meetingCommand('trace', id);
  expect(story).toMatch(/✗ transcription attempt 1 at job\.submitted failed: SPEECH_PROVIDER_UNAVAILABLE\n/);
  expect(story).toMatch(/✔ notification +webhook\.delivered .* attempt 2 .* answered 204\n/);
  expect(story).toMatch(/critical time +[\d.]+ m?s?.*working.*waiting/);
  expect(story).toMatch(/paid calls +5: /);
});

test('the CMS is told of a recording that is not where it said', async () => {
  answers = [(response) => response.writeHead(404).end()];

  const id = await submit();

  const error = { code: 'RECORDING_URL_REJECTED', stage: 'transcription', retryable: false };
  expect(await system.ended(id)).toMatchObject({ status: 'failed', error });
  expect(requests).toBe(1);
  expect(await system.allWebhooksOf(id)).toMatchObject([{ body: { status: 'failed', error } }]);
});

test('a job survives kill -9 of the gateway while its recording comes', async () => {
  const begun = Promise.withResolvers<void>();
  const half = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': recording.length });
    response.write(recording.subarray(0, recording.length / 2), () => begun.resolve());
  };
  answers = [half, giving];
  const id = await submit();
  await begun.promise;

  await system.kill('ingest');

  // Who was killed has its turn until its lease is over.
  expect(await system.ended(id)).toMatchObject({ status: 'completed' });
  expect(await system.allWebhooksOf(id)).toMatchObject([{ body: { status: 'completed' } }]);
}, 90_000);
