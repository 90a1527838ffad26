import { createHash, randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobErased,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { databaseText, eventually } from '@meeting-intelligence/testing';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { EventClient } from './following/event-client.js';
import { runIngest, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const erase = (id: string, key?: string) => ingest.request(`/v1/jobs/${id}`, { method: 'DELETE', key });

/** A job that has completed, with a meeting of its own. */
async function completed(
  fields?: Readonly<Record<string, string>>,
): Promise<{ id: string; meetingId: string }> {
  const { id } = await ingest.submitted(fields);
  const meetingId = randomUUID();
  const meeting = { ...meetingCompleted.example.meeting, id: meetingId, job_id: id };
  await ingest.publish(id, recordingPrepared, transcriptCreated, {
    ...meetingCompleted,
    example: { meeting },
  } as typeof meetingCompleted);
  await ingest.bus.idle();
  expect((await ingest.show(id)).status).toBe('completed');
  return { id, meetingId };
}

const codeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test('of an erased job nothing can be read any more, and its owner learns why', async () => {
  const { id, meetingId } = await completed();
  const token = (await (await ingest.request(`/v1/jobs/${id}/event-tokens`, { method: 'POST' })).json()) as {
    token: string;
  };

  const response = await erase(id);

  expect(response.status).toBe(204);
  expect(await response.text()).toBe('');
  const gone = [410, 'JOB_ERASED'];
  for (const path of [
    `/v1/jobs/${id}`,
    `/v1/jobs/${id.toUpperCase()}?wait=10s`,
    `/v1/jobs/${id}/events`,
    `/v1/meetings/${meetingId}`,
    `/v1/meetings/${meetingId.toUpperCase()}/transcript?format=vtt`,
  ])
    expect(await codeOf(await ingest.request(path)), path).toEqual(gone);
  for (const path of ['event-tokens', 'cancel', 'retry'])
    expect(await codeOf(await ingest.request(`/v1/jobs/${id}/${path}`, { method: 'POST' })), path).toEqual(
      gone,
    );
  expect((await ingest.request(`/v1/jobs/${id}/events?token=${token.token}`, { key: null })).status).toBe(
    401,
  );
  const list = (await (await ingest.request('/v1/jobs')).json()) as Record<string, unknown>;
  expect(JSON.stringify(list)).not.toContain(id);
  expect((await erase(id)).status).toBe(204);
});

test('to others an erased job is like one that never was', async () => {
  const { id, meetingId } = await completed();
  const stranger = await ingest.keyOf('stranger', ['jobs:read', 'jobs:write']);
  expect(await codeOf(await erase(id, stranger))).toEqual([404, 'JOB_NOT_FOUND']);
  await erase(id);

  expect(await codeOf(await erase(id, stranger))).toEqual([404, 'JOB_NOT_FOUND']);
  expect(await codeOf(await erase(randomUUID()))).toEqual([404, 'JOB_NOT_FOUND']);
  expect(await codeOf(await erase('no-id'))).toEqual([404, 'JOB_NOT_FOUND']);
  for (const [path, code] of [
    [`/v1/jobs/${id}`, 'JOB_NOT_FOUND'],
    [`/v1/jobs/${id}/events`, 'JOB_NOT_FOUND'],
    [`/v1/meetings/${meetingId}`, 'MEETING_NOT_FOUND'],
  ] as const)
    expect(await codeOf(await ingest.request(path, { key: stranger }))).toEqual([404, code]);
});

test('a job that has not ended has to be cancelled first, and a key that only reads erases nothing', async () => {
  const { id } = await ingest.submitted();
  expect(await codeOf(await erase(id))).toEqual([409, 'JOB_NOT_ENDED']);

  await ingest.cancel(id);
  const reader = await ingest.keyOf('default', ['jobs:read']);
  expect(await codeOf(await erase(id, reader))).toEqual([403, 'INSUFFICIENT_SCOPE']);
  expect((await ingest.show(id)).status).toBe('cancelled');

  expect((await erase(id)).status).toBe(204);
});

test('erasing many times at once tells the others once', async () => {
  const { id } = await completed();

  const responses = await Promise.all(Array.from({ length: 8 }, () => erase(id)));

  expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
  await ingest.bus.idle();
  await eventually(() =>
    expect(ingest.told(id).filter(({ type }) => type === jobErased.type)).toHaveLength(1),
  );
});

test('what the others tell of it later, and a replay of it, changes nothing', async () => {
  const { id } = await completed();
  await erase(id);

  await ingest.publish(id, stageFailed, transcriptCreated, jobCancelled);
  await ingest.publishAs(2, id, transcriptCreated, meetingCompleted);
  await ingest.bus.idle();

  expect(await ingest.historyOf(id)).toEqual([]);
  expect((await ingest.request(`/v1/jobs/${id}`)).status).toBe(410);
  expect(ingest.bus.deadLetters('ingest.transcript.created.v1')).toEqual([]);
  const warned = ingest.lines.filter(({ level, job_id }) => level === 'warn' && job_id === id);
  expect(warned).toEqual([]);
});

test('neither the database nor the object store knows more of it than its ids', async () => {
  const canaries = {
    title: 'canary-title',
    metadata: '{"canary-name":"canary-value"}',
    external_id: 'canary-external',
    webhook_url: 'https://canary-host.example/canary-path',
    webhook_secret: 'canary-secret',
    speaker_names: '["Canary Speaker"]',
    vocabulary: '["canary-word"]',
    summary_template: 'canary-template',
  };
  const { id } = await completed(canaries);
  // As the row of an upload that became this job.
  await ingest.database.query(
    `insert into ingest.uploads (id, owner, kind, metadata, expires_at, job_id)
     values ($1, 'default', 'tus', 'filename canary', now() + interval '1 day', $2)`,
    [randomUUID(), id],
  );
  const text = () => databaseText((sql) => ingest.database.query(sql));
  expect(await text()).toMatch(/canary/i);
  const store = new FolderObjectStore(ingest.folder);
  for (const key of [`events/${id}/${randomUUID()}.json`, `suspects/${id}/${randomUUID()}`])
    await store.put(key, Readable.from(['canary']));

  await erase(id);
  await ingest.bus.idle();

  expect(await text()).not.toMatch(/canary/i);
  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]));
});

test('what waits to be published of a job is not published any more', async () => {
  const { id } = await ingest.submitted();
  await ingest.bus.idle();
  ingest.bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  try {
    await ingest.cancel(id);
    expect((await erase(id)).status).toBe(204);
  } finally {
    ingest.bus.failWith();
  }

  await eventually(() => expect(ingest.told(id).map(({ type }) => type)).toEqual([jobErased.type]));
});

test('a process that is killed right after the answer leaves no recording: whoever comes next deletes it', async () => {
  const { id } = await completed();
  const recording = `recordings/${id}`;
  // As far as a process came that died between its commit and whatever follows: nobody published yet.
  ingest.bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  try {
    expect((await erase(id)).status).toBe(204);
    expect(await keysOf(id)).toEqual([recording]);
  } finally {
    ingest.bus.failWith();
  }

  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]));
});

test('a stream of all jobs goes on, and comes back where it was', async () => {
  const stream = await EventClient.open(`${ingest.url}/v1/events`, { key: ingest.key });
  const gone = await completed();
  await eventually(() => expect(ofJob(stream, gone.id)).toContain('completed'));
  const { lastEventId } = stream;

  await erase(gone.id);
  const { id } = await ingest.submitted();
  await eventually(() => expect(ofJob(stream, id)).toEqual(['pending']));
  expect(Number(stream.lastEventId)).toBeGreaterThan(Number(lastEventId));
  stream.close();

  const back = await EventClient.open(`${ingest.url}/v1/events`, { key: ingest.key, lastEventId });
  await eventually(() => expect(ofJob(back, id)).toEqual(['pending']));
  expect(ofJob(back, gone.id)).toEqual([]);
  back.close();
});

test('a long poll for news of a job that is erased meanwhile ends with that', async () => {
  const { id } = await completed();
  const etag = (await ingest.request(`/v1/jobs/${id}`)).headers.get('etag')!;
  const headers = { 'if-none-match': etag };
  const poll = ingest.request(`/v1/jobs/${id}?wait=30s`, { headers });
  await eventually(() => expect(ingest.watchedJobs()).toContain(id));

  await erase(id);

  expect(await codeOf(await poll)).toEqual([410, 'JOB_ERASED']);
});

test('jobs are erased while the events of others are given their positions', async () => {
  const stream = await EventClient.open(`${ingest.url}/v1/events`, { key: ingest.key });
  const jobs = await Promise.all(Array.from({ length: 12 }, () => completed()));

  const responses = await Promise.all(
    jobs.flatMap(({ id }) => [erase(id), ingest.submitted().then(() => undefined)]),
  );

  for (const response of responses) if (response) expect(response.status).toBe(204);
  expect(ingest.lines.filter(({ msg }) => String(msg).includes('could not be numbered'))).toEqual([]);
  stream.close();
});

test('a deletion that the store cannot make yet is made later', async () => {
  const { id } = await completed();
  let failures = 2;
  const spy = vi.spyOn(FolderObjectStore.prototype, 'delete').mockImplementation((key) => {
    failures -= 1;
    if (failures === 0) spy.mockRestore();
    return Promise.reject(new AppError('STORAGE_UNAVAILABLE', `the disk of ${key} is gone`));
  });

  await erase(id);

  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]));
  expect(failures).toBe(0);
});

test('the marker of an erased job holds nothing', async () => {
  const { id } = await completed();
  await erase(id);
  await eventually(async () => expect(await keysOf(id)).toEqual([`erased/${id}`]));

  const marker = await (await new FolderObjectStore(ingest.folder).get(`erased/${id}`)).toArray();
  expect(createHash('sha256').update(Buffer.concat(marker)).digest('hex')).toMatch(/^e3b0c442/);
});

/** What the object store has that names the job. */
async function keysOf(id: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of new FolderObjectStore(ingest.folder).list(''))
    if (key.includes(id)) keys.push(key);
  return keys;
}

/** The states of a job that a stream of all jobs told. */
function ofJob(stream: EventClient, id: string): unknown[] {
  return stream.events
    .filter(({ event, data }) => event === 'job.status' && data.job_id === id)
    .map(({ data }) => data.status);
}
