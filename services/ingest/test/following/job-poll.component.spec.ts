import { randomUUID } from 'node:crypto';
import { meetingCompleted, recordingPrepared, type PublicJob } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../../src/adapters/typeorm-job-ledger.js';
import { openJob } from '../a-job.js';
import { runIngest, type RunningIngest, type TestRequest } from '../running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const newJob = () => openJob(new TypeOrmJobLedger(ingest.database));
const get = (id: string, query = '', ifNoneMatch?: string, init?: TestRequest) =>
  ingest.request(`/v1/jobs/${id}${query}`, {
    ...init,
    headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch },
  });
const tagOf = async (id: string) => (await get(id)).headers.get('etag')!;
const isWaitedFor = (id: string) => eventually(() => expect(ingest.watchedJobs()).toContain(id));

test('an answer that has not changed is not sent again', async () => {
  const id = await newJob();
  const tag = await tagOf(id);
  const same = await get(id, '', `"other", W/${tag}`);
  await ingest.publish(id, recordingPrepared);
  await ingest.bus.idle();
  const changed = await get(id, '', tag);

  expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
  expect(same.status).toBe(304);
  expect(await same.text()).toBe('');
  expect(same.headers.get('etag')).toBe(tag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(tag);
});

test('a long poll answers as soon as something is recorded that the client does not know of', async () => {
  const id = await newJob();
  const waiting = get(id, '?wait=30s', await tagOf(id)).then(async (response) => ({
    ...{ status: response.status, at: performance.now() },
    job: (await response.json()) as PublicJob,
  }));
  await isWaitedFor(id);
  const committed = ingest.publish(id, recordingPrepared).then(() => ingest.bus.idle());
  await committed;
  const committedAt = performance.now();

  const { status, at, job } = await waiting;
  expect(status).toBe(200);
  expect(job).toMatchObject({ status: 'processing', stage: 'transcription' });
  expect(at - committedAt).toBeLessThan(200);
});

test('without an ETag a long poll waits for the end of the job', async () => {
  const id = await newJob();
  const waiting = get(id, '?wait=30s');
  await isWaitedFor(id);
  await ingest.publish(id, recordingPrepared);
  await ingest.bus.idle();
  const early = await Promise.race([waiting, Promise.resolve('waiting')]);
  await ingest.publish(id, meetingCompleted);

  expect(early).toBe('waiting');
  expect(await (await waiting).json()).toMatchObject({ status: 'completed' });
  expect((await get(id, '?wait=60s')).status).toBe(200);
});

test('a long poll is over when its time is up, and tells what there is', async () => {
  const id = await newJob();
  const tag = await tagOf(id);
  const [known, unknown] = await Promise.all([get(id, '?wait=1s', tag), get(id, '?wait=1s')]);

  expect(known.status).toBe(304);
  expect(unknown.status).toBe(200);
  expect(await unknown.json()).toMatchObject({ status: 'pending' });
});

test('whoever does not know the job as it is is not kept waiting', async () => {
  const id = await newJob();

  expect((await get(id, '?wait=60s', '"0-old"')).status).toBe(200);
});

test('nothing waits for a client that has gone', async () => {
  const id = await newJob();
  const going = new AbortController();
  const gone = get(id, '?wait=60s', undefined, { signal: going.signal });
  await isWaitedFor(id);
  going.abort();

  await expect(gone).rejects.toThrow();
  await eventually(() => expect(ingest.watchedJobs()).toEqual([]));
  expect(ingest.openAnswers()).toBe(0);
});

test('wakes also when the notification was lost', async () => {
  const id = await newJob();
  const waiting = get(id, '?wait=30s', await tagOf(id));
  await isWaitedFor(id);
  await ingest.database.query('update ingest.jobs set last_sequence = last_sequence + 1 where id = $1', [id]);

  expect((await waiting).status).toBe(200);
});

test.each(['0s', '61s', '30', '1.5s', '-1s', 's', ''])('wait=%s is refused', async (wait) => {
  const response = await get(randomUUID(), `?wait=${wait}`);

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ pointer: '/wait' }] });
});

test('the job of somebody else is not there to wait for', async () => {
  const key = await ingest.keyOf('stranger', ['jobs:read']);

  expect((await get(await newJob(), '?wait=30s', undefined, { key })).status).toBe(404);
});

test('tells the place in the queue, and when a job like others will be done', async () => {
  const ledger = new TypeOrmJobLedger(ingest.database);
  const show = async (id: string) => (await get(id)).json() as Promise<PublicJob>;
  // Those of the other tests are out of it.
  await ingest.database.query(`update ingest.jobs set step = null, status = 'failed'`);
  const [first, second] = [await openJob(ledger), await openJob(ledger)];
  expect([await show(first), await show(second)]).toMatchObject([
    { queue: { position: 1 }, estimate: null, progress: 0 },
    { queue: { position: 2 }, links: { events: `/v1/jobs/${second}/events` } },
  ]);

  await ingest.publish(first, recordingPrepared);
  await ingest.bus.idle();
  expect(await show(first)).toMatchObject({ queue: null, estimate: null, progress: 0.1 });
  expect(await show(second)).toMatchObject({ queue: { position: 1 } });

  await ingest.database.query(
    `insert into ingest.jobs (id, owner, status, generation, facts, recording, meeting, last_sequence)
     select gen_random_uuid(), 'stranger', 'completed', 1, jsonb_build_object(
       'prepared', jsonb_build_object('at', now()),
       'completed', jsonb_build_object('at', now() + n * interval '20 seconds')), recording, meeting, 1
     from ingest.jobs, generate_series(1, 5) n where id = $1`,
    [first],
  );
  const { estimate, stages } = await show(first);
  const startedAt = Date.parse(stages.transcription!.started_at!);
  expect(estimate?.basis).toEqual({ completed_jobs: 5 });
  expect(Date.parse(estimate!.completes_at) - startedAt).toBe(60_000);
});
