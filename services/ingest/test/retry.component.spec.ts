import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  jobCompleted,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterAll, expect, test } from 'vitest';
import { runIngest, sample, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { EGRESS_ALLOW_CIDRS: '127.0.0.0/8' });

// After the service is set up, so that it is torn down before its leaks are looked for.
const teardown = autoTeardown(afterAll);

const retry = (id: string, headers: Record<string, string> = {}, key?: string) =>
  ingest.request(`/v1/jobs/${id}/retry`, { method: 'POST', headers, ...(key && { key }) });
const submissionsOf = (id: string) =>
  ingest.bus.published.filter(({ subject, type }) => subject === id && type === jobSubmitted.type);

async function failedJob(): Promise<string> {
  const { id } = await ingest.submitted({
    webhook_url: 'https://cms.example/hooks',
    webhook_secret: 'a-secret',
  });
  await ingest.publish(id, stageFailed);
  await eventually(async () => expect(await ingest.show(id)).toMatchObject({ status: 'failed' }));
  return id;
}

test('a failed job is handed in again, and ends again: failed once, completed once', async () => {
  const id = await failedJob();

  const response = await retry(id);

  expect(response.status).toBe(202);
  expect(response.headers.get('retry-after')).toBe('5');
  const job = (await response.json()) as PublicJob;
  expect(job).toMatchObject({
    id,
    generation: 2,
    status: 'pending',
    stage: null,
    error: null,
    completed_at: null,
  });
  await eventually(() => expect(submissionsOf(id)).toHaveLength(2));
  const [first, second] = submissionsOf(id);
  expect(second).toMatchObject({
    generation: 2,
    data: { recording: (first!.data as { recording: unknown }).recording },
  });
  expect(second!.id).not.toBe(first!.id);
  expect((await ingest.show(id)).queue).toEqual({ position: 1 });

  await ingest.publishAs(2, id, recordingPrepared);
  await eventually(async () =>
    expect(await ingest.show(id)).toMatchObject({ status: 'processing', generation: 2 }),
  );
  await ingest.publishAs(2, id, meetingCompleted);
  await eventually(async () =>
    expect(await ingest.show(id)).toMatchObject({ status: 'completed', generation: 2 }),
  );
  await eventually(() =>
    expect(ingest.told(id).map(({ type, generation }) => [type, generation])).toEqual([
      [jobFailed.type, 1],
      [jobCompleted.type, 2],
    ]),
  );
  const history = await ingest.historyOf(id);
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
});

test('of many retries at once one is taken', async () => {
  const id = await failedJob();

  const answers = await Promise.all(Array.from({ length: 6 }, () => retry(id)));

  expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409, 409, 409]);
  const refusal = answers.find(({ status }) => status === 409)!;
  expect(await refusal.json()).toMatchObject({
    code: 'JOB_NOT_FAILED',
    detail: expect.stringContaining('pending') as string,
  });
  await eventually(() => expect(submissionsOf(id)).toHaveLength(2));
  expect(await ingest.show(id)).toMatchObject({ generation: 2 });
});

test('a retry that comes again under its key has the same answer', async () => {
  const id = await failedJob();
  const key = { 'idempotency-key': randomUUID() };

  const first = await (await retry(id, key)).text();
  const again = await retry(id, key);

  expect(again.status).toBe(202);
  expect(await again.text()).toBe(first);
});

test('a replay of the dead letter of the generation before does no harm, before the retry or after it', async () => {
  const before = await failedJob();
  // As the command sends it: at its step, a generation later. The ledger has not heard of it yet when the owner retries.
  expect((await retry(before)).status).toBe(202);
  await ingest.publishAs(2, before, recordingPrepared, stageFailed, meetingCompleted);
  await eventually(async () =>
    expect(await ingest.show(before)).toMatchObject({
      generation: 2,
      status: expect.stringMatching(/failed|completed/) as string,
    }),
  );
  await ingest.bus.idle();
  const { status } = await ingest.show(before);
  await eventually(() =>
    expect(ingest.told(before).map(({ type, generation }) => [type, generation])).toEqual([
      [jobFailed.type, 1],
      [status === 'failed' ? jobFailed.type : jobCompleted.type, 2],
    ]),
  );

  const after = await failedJob();
  await retry(after);
  await ingest.publishAs(2, after, stageFailed);
  await eventually(async () =>
    expect(await ingest.show(after)).toMatchObject({ status: 'failed', generation: 2 }),
  );
  await retry(after);
  await ingest.publishAs(2, after, meetingCompleted);
  await ingest.bus.idle();
  expect(await ingest.show(after)).toMatchObject({ status: 'pending', generation: 3 });
});

test('a job that was accepted by a build that kept no order says so', async () => {
  const id = await failedJob();
  await ingest.database.query('update ingest.jobs set sealed_order = null where id = $1', [id]);

  const response = await retry(id);

  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ code: 'JOB_NOT_RETRYABLE' });
});

test('what is not there, and what is of another owner, is not found', async () => {
  const id = await failedJob();
  const stranger = await ingest.keyOf('stranger', ['jobs:write']);

  for (const [path, key] of [
    [id, stranger],
    [randomUUID(), undefined],
    ['nonsense', undefined],
  ] as const) {
    const response = await retry(path, {}, key);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'JOB_NOT_FOUND' });
  }
  expect((await retry(id, {}, await ingest.keyOf('default', ['jobs:read']))).status).toBe(403);
  expect(await ingest.show(id)).toMatchObject({ status: 'failed', generation: 1 });
});

test('a recording that was not there is fetched again, and the job goes on from there', async () => {
  const recording = await readFile(sample);
  let isThere = false;
  const server = createServer((_, response) =>
    isThere ? response.end(recording) : response.writeHead(404).end(),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  teardown.add('media', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  const accepted = await ingest.request('/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recording_url: `http://127.0.0.1:${port}/a.ogg?signature=hidden` }),
  });
  const { id } = (await accepted.json()) as PublicJob;
  await eventually(async () =>
    expect(await ingest.show(id)).toMatchObject({
      status: 'failed',
      error: { code: 'RECORDING_URL_REJECTED' },
    }),
  );

  isThere = true;
  expect((await retry(id)).status).toBe(202);

  await eventually(() => expect(submissionsOf(id)).toMatchObject([{ generation: 2 }]));
  expect(await ingest.show(id)).toMatchObject({ status: 'pending', generation: 2, error: null });
  expect((await ingest.historyOf(id)).map(({ type }) => type)).toEqual([
    'recording.requested.v1',
    stageFailed.type,
    jobFailed.type,
    'recording.requested.v1',
    jobSubmitted.type,
  ]);
});
