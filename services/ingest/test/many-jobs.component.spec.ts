import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  jobCancelled,
  jobSubmitted,
  meetingCompleted,
  recordingRequested,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runIngest, sample, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), {
  EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
  BULK_IN_FLIGHT: '2',
  MAX_QUEUED_JOBS: '150',
});

// After the service is set up, so that it is torn down before its leaks are looked for.
const teardown = autoTeardown(afterAll);
let media: string;
beforeAll(async () => {
  const recording = await readFile(sample);
  const server = createServer((_, response) => response.end(recording)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  media = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  teardown.add('media', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
});
afterEach(async () => {
  await ingest.database.query('truncate ingest.jobs cascade');
});

const jobOf = (index: number) => ({
  recording_url: `${media}/${index}.ogg?signature=hidden`,
  external_id: `article-${index}`,
});
const jobsOf = (count: number) => Array.from({ length: count }, (_, index) => jobOf(index));

function post(body: unknown, headers: Record<string, string> = {}, key?: string): Promise<Response> {
  const content = { 'content-type': 'application/json', ...headers };
  const init = { method: 'POST', headers: content, body: JSON.stringify(body) };
  return ingest.request('/v1/jobs/batch', key === undefined ? init : { ...init, key });
}

async function accepted(body: unknown, headers?: Record<string, string>, key?: string): Promise<PublicJob[]> {
  const response = await post(body, headers, key);
  expect(response.status).toBe(202);
  return ((await response.json()) as { data: PublicJob[] }).data;
}

const countJobs = async () => {
  const [{ count }] = await ingest.database.query<[{ count: number }]>(
    'select count(*)::int as count from ingest.jobs',
  );
  return count;
};
const begun = (jobs: readonly PublicJob[]) => {
  const ids = new Set(jobs.map(({ id }) => id));
  return ingest.bus.published.filter(({ type, subject }) => type === jobSubmitted.type && ids.has(subject));
};

test('a batch becomes as many jobs, in its order, that wait for their turn', async () => {
  const jobs = await accepted({ jobs: jobsOf(100) });

  expect(jobs.map(({ external_id }) => external_id)).toEqual(
    jobsOf(100).map(({ external_id }) => external_id),
  );
  expect(jobs[50]).toMatchObject({
    status: 'pending',
    stage: null,
    lane: 'bulk',
    queue: null,
    estimate: null,
  });
  await eventually(() => expect(begun(jobs)).toHaveLength(2));
  expect(
    begun(jobs)
      .map(({ subject }) => subject)
      .toSorted(),
  ).toEqual([jobs[0]!.id, jobs[1]!.id].toSorted());
  // The two that are in flight are before it, and who waits longer.
  expect(await ingest.show(jobs[9]!.id)).toMatchObject({
    status: 'pending',
    queue: { position: 10 },
    estimate: null,
  });

  await ingest.publish(jobs[0]!.id, meetingCompleted);
  await eventually(() => expect(begun(jobs)).toHaveLength(3), { timeoutMs: 3_000 });
  expect(begun(jobs).at(-1)!.subject).toBe(jobs[2]!.id);
});

test('a job that comes alone has no more before it than are in flight', async () => {
  const jobs = await accepted({ jobs: jobsOf(20) });
  await eventually(() => expect(begun(jobs)).toHaveLength(2));

  const { id } = await ingest.submitted();
  expect((await ingest.show(id)).queue!.position).toBeLessThanOrEqual(3);
  await ingest.publish(jobs[0]!.id, meetingCompleted);
  await ingest.publish(id, meetingCompleted);
  await eventually(() => expect(begun(jobs)).toHaveLength(3), { timeoutMs: 3_000 });
});

test('a batch in the interactive lane begins at once', async () => {
  const jobs = await accepted({ lane: 'interactive', jobs: jobsOf(10) });

  await eventually(() => expect(begun(jobs)).toHaveLength(10));
  expect(jobs[0]).toMatchObject({ lane: 'interactive' });
  const lane = await (await ingest.request('/v1/jobs?lane=interactive&limit=3')).json();
  expect(lane).toMatchObject({ data: [{ external_id: 'article-9' }, { external_id: 'article-8' }, {}] });
  expect(await (await ingest.request('/v1/jobs?lane=bulk')).json()).toEqual({ data: [], next_cursor: null });
});

test('one that is wrong refuses all, every fault of every job is named, and nothing is left behind', async () => {
  const wrong = [
    jobOf(0),
    { recording_url: 'planning.ogg', colour: 'red' },
    { ...jobOf(2), metadata: { a: JSON.parse('['.repeat(30) + ']'.repeat(30)) as unknown } },
    'nothing',
    { ...jobOf(4), webhook_url: 'http://10.0.0.1/' },
  ];

  const response = await post({ jobs: wrong });

  expect(response.status).toBe(422);
  const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
  expect(problem.code).toBe('INVALID_REQUEST');
  expect(problem.errors.map(({ pointer }) => pointer.slice(0, 30)).toSorted()).toEqual([
    '/jobs/1/colour',
    '/jobs/1/recording_url',
    expect.stringMatching(/^\/jobs\/2\/metadata\/a\/0/),
    '/jobs/3',
    '/jobs/4/webhook_url',
  ]);
  expect(JSON.stringify(problem)).not.toContain('hidden');
  expect(await countJobs()).toBe(0);

  const blocked = await post({ jobs: [jobOf(0), wrong[4]] });
  expect(await blocked.json()).toMatchObject({
    code: 'URL_BLOCKED',
    errors: [{ pointer: '/jobs/1/webhook_url' }],
  });
});

test.each([
  ['no jobs', { jobs: [] }, 422, '/jobs'],
  ['more than a hundred', { jobs: Array(101).fill({ recording_url: 'http://127.0.0.1/' }) }, 422, '/jobs'],
  ['no list', { jobs: {} }, 422, '/jobs'],
  ['nothing', {}, 422, '/jobs'],
  ['another lane', { lane: 'fast', jobs: [{}] }, 422, '/lane'],
  ['another field', { priority: 1, jobs: [{}] }, 422, '/priority'],
])('%s is refused', async (_, body, status, pointer) => {
  const response = await post(body);

  expect(response.status).toBe(status);
  expect(((await response.json()) as { errors: { pointer: string }[] }).errors[0]).toMatchObject({ pointer });
});

test('a batch may be as large as a hundred jobs with all they may say, and no larger than 8 MiB', async () => {
  const metadata = { text: 'x'.repeat(16_000) };
  const summary_template = 'ä'.repeat(4_000);
  await accepted({ jobs: jobsOf(100).map((job) => ({ ...job, metadata, summary_template })) });

  const response = await post({ jobs: [{ ...jobOf(0), title: 'x'.repeat(8 * 1024 * 1024) }] });
  expect(response.status).toBe(413);
  expect(await countJobs()).toBe(100);
});

test('a batch that comes again under its key is the same jobs, also where the first answer was lost', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const body = { jobs: jobsOf(5) };
  await ingest.withoutNewRowsIn('jobs', async () =>
    expect((await post(body, key)).status).toBeGreaterThanOrEqual(500),
  );
  expect(await countJobs()).toBe(0);

  const jobs = await accepted(body, key);
  const again = await accepted(body, key);

  expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  expect(await countJobs()).toBe(5);
});

test('no more jobs are taken than may wait', async () => {
  await accepted({ jobs: jobsOf(100) });

  const response = await post({ jobs: jobsOf(100) });

  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ code: 'TOO_MANY_JOBS' });
  expect(await countJobs()).toBe(100);
});

test('a job that waits is cancelled at once, and its CMS can be told', async () => {
  const jobs = await accepted({
    jobs: jobsOf(4).map((job) => ({ ...job, webhook_url: 'https://cms.example/hook' })),
  });
  const { id } = jobs[3]!;

  expect((await ingest.cancel(id)).status).toBe(202);
  await eventually(() =>
    expect(ingest.told(id).map(({ type }) => type)).toEqual([recordingRequested.type, jobCancelled.type]),
  );
  await ingest.bus.idle();
  expect(await ingest.show(id)).toMatchObject({ status: 'cancelled', queue: null });
  expect(begun([jobs[3]!])).toEqual([]);
});

test('a batch needs a key that may submit', async () => {
  const reader = await ingest.keyOf('default', ['jobs:read']);
  expect((await post({ jobs: jobsOf(1) }, {}, reader)).status).toBe(403);
});

test('orders are sealed in the database, and gone when they are not needed any more', async () => {
  const webhook = { webhook_url: 'https://cms.example/hook', webhook_secret: 'a-secret' };
  const [job] = await accepted({ jobs: [{ ...jobOf(0), ...webhook }] });
  const text = async () =>
    JSON.stringify(
      await ingest.database.query('select jobs::text from ingest.jobs where id = $1', [job!.id]),
    );
  expect(await text()).not.toMatch(/hidden|a-secret/);
  expect(await text()).toContain('v1.k1.');

  await eventually(() => expect(begun([job!])).toHaveLength(1));
  await ingest.publish(job!.id, meetingCompleted);
  await eventually(async () => expect(await text()).not.toContain('v1.k1.'));
  expect(JSON.stringify(ingest.lines)).not.toMatch(/hidden|a-secret/);
});
