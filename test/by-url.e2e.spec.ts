import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PublicJob } from '@meeting-intelligence/contracts';
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

  expect(await system.ended(id)).toMatchObject({ status: 'completed' });
  expect(await system.allWebhooksOf(id)).toMatchObject([{ body: { status: 'completed' } }]);
});
