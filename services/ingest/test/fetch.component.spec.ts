import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  jobFailed,
  jobSubmitted,
  stageFailed,
  type JobSubmitted,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runIngest, sample, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), {
  EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
  RETRY_DELAYS_MS: '20,40,60',
});

// After the service is set up, so that it is torn down before its leaks are looked for.
const teardown = autoTeardown(afterAll);

/** Where a CMS keeps its media. Behaves as the test says; the last answer is repeated. */
let media: string;
let answers: ((response: ServerResponse) => unknown)[];
let requests: number;
beforeAll(async () => {
  const server = createServer((_, response) => {
    const answer = answers[Math.min(requests, answers.length - 1)]!;
    requests += 1;
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  media = `http://127.0.0.1:${(server.address() as AddressInfo).port}/planning.ogg?signature=hidden`;
  teardown.add('media', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
});
beforeEach(() => {
  requests = 0;
});

const theSample = async (response: ServerResponse) => response.end(await readFile(sample));
const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end('no');

function post(body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return ingest.request('/v1/jobs', { method: 'POST', headers, body: JSON.stringify(body) });
}

async function submitted(fields: object = {}): Promise<PublicJob> {
  const response = await post({ recording_url: media, ...fields });
  expect(response.status).toBe(202);
  const job = (await response.json()) as PublicJob;
  expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  return job;
}

const submissionsOf = (id: string) =>
  ingest.bus.published.filter(
    ({ subject, type }) => subject === id && type === jobSubmitted.type,
  ) as JobSubmitted[];

test('fetches the recording after the answer, and submits the job with it', async () => {
  answers = [theSample];
  const webhook_url = 'https://cms.example/hooks';

  const job = await submitted({
    title: 'Planning',
    metadata: { article: 4711 },
    webhook_url,
    webhook_secret: 'a-secret',
  });

  expect(job).toMatchObject({
    status: 'pending',
    stage: null,
    title: 'Planning',
    metadata: { article: 4711 },
  });
  await eventually(() => expect(submissionsOf(job.id)).toHaveLength(1));
  const [{ data }] = submissionsOf(job.id) as [JobSubmitted];
  expect(data).toMatchObject({
    recording: {
      key: expect.stringMatching(`^fetched/${job.id}/`) as string,
      filename: 'planning.ogg',
      sizeBytes: (await readFile(sample)).length,
    },
    meeting: { title: 'Planning' },
    webhook: { url: webhook_url },
  });
  expect(data.webhook!.secret).not.toContain('a-secret');
  expect(await ingest.recordings()).toContain(job.id);
  expect((await ingest.historyOf(job.id)).map(({ type }) => type)).toEqual([
    'recording.requested.v1',
    jobSubmitted.type,
  ]);
  expect(await ingest.show(job.id)).toMatchObject({ status: 'pending', error: null });
});

test('comes again to a server that is away for a moment', async () => {
  answers = [status(503), (response) => response.destroy(), theSample];

  const { id } = await submitted();

  await eventually(() => expect(submissionsOf(id)).toHaveLength(1));
  expect(requests).toBe(3);
});

test.each<[string, string, number, (response: ServerResponse) => unknown]>([
  ['is not there', 'RECORDING_URL_REJECTED', 1, status(404)],
  ['is no recording', 'RECORDING_NOT_MEDIA', 1, (response) => response.end('<html>please log in</html>')],
  ['is empty', 'RECORDING_EMPTY', 1, (response) => response.end()],
  [
    'is too large',
    'RECORDING_TOO_LARGE',
    1,
    (response) => response.writeHead(200, { 'content-length': 1_000_001 }).flushHeaders(),
  ],
  [
    'leads into an inner network',
    'URL_BLOCKED',
    1,
    (response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
  ],
  ['does not come at any attempt', 'RECORDING_URL_UNREACHABLE', 4, status(500)],
])('a recording that %s ends its job, once, and leaves nothing', async (_, code, tries, answer) => {
  answers = [answer];

  const { id } = await submitted();

  await eventually(async () => expect(await ingest.show(id)).toMatchObject({ status: 'failed' }));
  const { error } = await ingest.show(id);
  expect(error).toMatchObject({ code, stage: 'transcription' });
  expect(error!.message).not.toContain('hidden');
  await eventually(() =>
    expect(ingest.told(id).map(({ type }) => type)).toEqual([
      'recording.requested.v1',
      stageFailed.type,
      jobFailed.type,
    ]),
  );
  expect(submissionsOf(id)).toEqual([]);
  expect(requests).toBe(tries);
  expect(await ingest.recordings()).not.toContain(id);
});

test('a job that is cancelled while its recording comes is over, and keeps nothing of it', async () => {
  const started = Promise.withResolvers<ServerResponse>();
  answers = [(response) => started.resolve(response)];
  const { id } = await submitted();
  const response = await started.promise;

  expect((await ingest.cancel(id)).status).toBe(202);
  response.end(await readFile(sample));
  await ingest.bus.idle();

  expect(await ingest.show(id)).toMatchObject({ status: 'cancelled' });
  expect(submissionsOf(id)).toEqual([]);
  expect(await ingest.recordings()).not.toContain(id);
});

test('what cannot be a job is told at once', async () => {
  answers = [theSample];
  const refusals = [
    [{ recording_url: 'http://10.0.0.1/planning.ogg' }, 'URL_BLOCKED', '/recording_url'],
    [{ recording_url: 'http://localhost:22/' }, 'URL_BLOCKED', '/recording_url'],
    [{ recording_url: media, webhook_url: 'http://169.254.169.254/' }, 'URL_BLOCKED', '/webhook_url'],
    [{ recording_url: 'planning.ogg' }, 'INVALID_REQUEST', '/recording_url'],
    [{}, 'INVALID_REQUEST', '/recording_url'],
  ] as const;
  for (const [body, code, pointer] of refusals) {
    const response = await post(body);

    expect([body, response.status]).toEqual([body, 422]);
    expect(await response.json()).toMatchObject({ code, errors: [{ pointer }] });
  }
  expect(requests).toBe(0);
});

test('an upload whose webhook leads into an inner network is refused, and leaves nothing', async () => {
  const before = await ingest.recordings();

  const response = await ingest.submit({ webhook_url: 'http://[::ffff:a00:1]/hook' });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'URL_BLOCKED', errors: [{ pointer: '/webhook_url' }] });
  expect(await ingest.recordings()).toEqual(before);
});

test('nothing that is logged tells where exactly a recording is', () => {
  expect(JSON.stringify(ingest.lines)).not.toMatch(/hidden|a-secret/);
});
