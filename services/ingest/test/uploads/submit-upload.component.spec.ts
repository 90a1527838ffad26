import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  jobSubmitted,
  type ApiProblem,
  type JobSubmitted,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually, tinyRecording } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmUploads } from '../../src/uploads/adapters/typeorm-uploads.js';
import { SweepUploads } from '../../src/uploads/sweep-uploads.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { beginUpload, idIn, offsetOf, patch, submitUpload, tus, uploaded } from './tus-request.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const parts = async (id: string) =>
  (await readdir(join(ingest.folder, 'incoming')).catch(() => [])).filter((name) => name.startsWith(id));

const problem = async (response: Response) => (await response.json()) as ApiProblem;

test('an upload in pieces becomes a job with one recording, and its pieces are deleted', async () => {
  const bytes = tinyRecording(1_000);
  const path = await beginUpload(ingest, bytes.length, { filename: 'Planung größer.wav' });
  for (let offset = 0; offset < bytes.length; offset += 5_000)
    await patch(ingest, path, offset, bytes.subarray(offset, offset + 5_000));
  expect((await parts(idIn(path))).length).toBe(4);

  const response = await submitUpload(ingest, idIn(path), { title: 'Planning', metadata: { article: 4711 } });

  expect(response.status).toBe(202);
  const job = (await response.json()) as PublicJob;
  expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  expect(job).toMatchObject({ status: 'pending', title: 'Planning', metadata: { article: 4711 } });
  await eventually(() => expect(submissionsOf(job.id)).toHaveLength(1));
  const { recording } = submissionsOf(job.id)[0]!.data;
  expect(recording).toMatchObject({
    filename: 'Planung größer.wav',
    sizeBytes: bytes.length,
    contentType: 'audio/wav',
  });
  expect(await readFile(join(ingest.folder, recording.key))).toEqual(bytes);
  expect(await parts(idIn(path))).toEqual([]);
});

test('an upload becomes one job', async () => {
  const id = idIn(await uploaded(ingest, tinyRecording()));
  const job = (await (await submitUpload(ingest, id)).json()) as PublicJob;

  const again = await submitUpload(ingest, id);

  expect(again.status).toBe(409);
  expect(await problem(again)).toMatchObject({
    code: 'UPLOAD_USED',
    detail: `it became the job ${job.id}`,
    errors: [{ pointer: '/upload_id' }],
  });
});

test('of many requests at once for one upload one makes a job', async () => {
  const id = idIn(await uploaded(ingest, tinyRecording()));

  const answers = await Promise.all(Array.from({ length: 5 }, () => submitUpload(ingest, id)));

  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([202, 409, 409, 409, 409]);
  const [row] = await ingest.database.query<[{ job_id: string }]>(
    'select job_id from ingest.uploads where id = $1',
    [id],
  );
  const accepted = answers.find(({ status }) => status === 202)!;
  expect(((await accepted.json()) as PublicJob).id).toBe(row.job_id);
});

test('the same request again, with its idempotency key, is answered with the same job', async () => {
  const id = idIn(await uploaded(ingest, tinyRecording()));
  const headers = { 'idempotency-key': randomUUID() };

  const [first, again] = [
    await submitUpload(ingest, id, {}, { headers }),
    await submitUpload(ingest, id, {}, { headers }),
  ];

  expect([first.status, again.status]).toEqual([202, 202]);
  expect(((await again.json()) as PublicJob).id).toBe(((await first.json()) as PublicJob).id);
});

test.each([
  ['was never begun', () => randomUUID()],
  ['is no id', () => 'upload'],
  [
    'has expired',
    async () => {
      const id = idIn(await uploaded(ingest, tinyRecording()));
      await ingest.database.query('update ingest.uploads set expires_at = now() where id = $1', [id]);
      return id;
    },
  ],
  [
    'is of somebody else',
    async () => {
      const key = await ingest.keyOf('other', ['jobs:write']);
      return idIn(await beginUpload(ingest, 0, { key }));
    },
  ],
])('an upload that %s makes no job', async (_name, make) => {
  const response = await submitUpload(ingest, await make());

  expect(response.status).toBe(422);
  expect(await problem(response)).toMatchObject({
    code: 'UPLOAD_NOT_FOUND',
    errors: [{ pointer: '/upload_id', code: 'invalid' }],
  });
});

test.each([
  ['half', 11, 'RIFF', '4 of 11 bytes are here'],
  ['of unknown length', undefined, 'RIFF', '4 of an unknown number of bytes are here'],
])('an upload that is %s makes no job yet', async (_name, length, begun, detail) => {
  const path = await beginUpload(ingest, length);
  await patch(ingest, path, 0, Buffer.from(begun));

  const response = await submitUpload(ingest, idIn(path));

  expect([response.status, await problem(response)]).toMatchObject([
    409,
    { code: 'UPLOAD_UNFINISHED', detail },
  ]);
});

test.each([
  ['text', Buffer.from('this is no recording of anybody'), 415, 'RECORDING_NOT_MEDIA'],
  ['nothing', Buffer.alloc(0), 422, 'RECORDING_EMPTY'],
  ['a broken recording', Buffer.concat([tinyRecording(10).subarray(0, 40)]), 422, 'RECORDING_UNREADABLE'],
])('%s is refused at once, and the upload stays as it was', async (_name, bytes, status, code) => {
  const before = await ingest.recordings();
  const path = await beginUpload(ingest, bytes.length);
  if (bytes.length > 0) await patch(ingest, path, 0, bytes);

  const response = await submitUpload(ingest, idIn(path));

  const refused = await problem(response);
  expect([response.status, refused.code]).toEqual([status, code]);
  for (const { pointer } of refused.errors) expect(pointer).toBe('/upload_id');
  expect(await ingest.recordings()).toEqual(before);
  expect(await offsetOf(ingest, path)).toBe(bytes.length);
});

test.each([
  ['both', { recording_url: 'https://cms.example/a.ogg' }, '/upload_id'],
  ['an unknown field', { owner: 'me' }, '/owner'],
  ['a secret without a URL', { webhook_secret: 'a-secret' }, '/webhook_secret'],
])('refuses %s', async (_name, fields, pointer) => {
  const response = await submitUpload(ingest, randomUUID(), fields);

  expect(response.status).toBe(422);
  expect((await problem(response)).errors).toMatchObject([{ pointer }]);
});

test.each([[null], [4], [''], [['a']]])('%j is no id of an upload', async (id) => {
  const response = await submitUpload(ingest, id);

  expect([response.status, (await problem(response)).errors]).toMatchObject([
    422,
    [{ pointer: '/upload_id' }],
  ]);
});

test('where the job cannot be written down, the upload is still there for another try', async () => {
  const path = await uploaded(ingest, tinyRecording());
  await ingest.withoutNewRowsIn('jobs', async () => {
    expect((await submitUpload(ingest, idIn(path))).status).toBe(500);
  });

  expect((await submitUpload(ingest, idIn(path))).status).toBe(202);
});

test('bytes that were stored and not counted are sent again, and swept', async () => {
  const bytes = tinyRecording();
  const path = await beginUpload(ingest, bytes.length);
  await ingest.withoutNewRowsIn('upload_parts', async () => {
    expect((await patch(ingest, path, 0, bytes)).status).toBe(500);
  });
  expect(await parts(idIn(path))).toHaveLength(1);
  expect(await offsetOf(ingest, path)).toBe(0);
  expect((await patch(ingest, path, 0, bytes)).status).toBe(204);

  const job = (await (await submitUpload(ingest, idIn(path))).json()) as PublicJob;

  await eventually(() => expect(submissionsOf(job.id)).toHaveLength(1));
  expect(await readFile(join(ingest.folder, submissionsOf(job.id)[0]!.data.recording.key))).toEqual(bytes);
  expect(await parts(idIn(path))).toHaveLength(1);
  await sweep();
  expect(await parts(idIn(path))).toEqual([]);
});

test('sweeps what has expired and what is used, and nothing that is needed', async () => {
  const [expired, used, needed] = [
    await uploaded(ingest, tinyRecording()),
    await uploaded(ingest, tinyRecording()),
    await uploaded(ingest, tinyRecording()),
  ].map(idIn) as [string, string, string];
  await ingest.database.query('update ingest.uploads set expires_at = now() where id = $1', [expired]);
  await ingest.database.query('update ingest.uploads set job_id = $2 where id = $1', [used, randomUUID()]);

  await sweep();

  expect([await parts(expired), await parts(used), (await parts(needed)).length]).toEqual([[], [], 1]);
  const rows = await ingest.database.query<{ id: string }[]>(
    'select id from ingest.uploads where id = any($1::uuid[])',
    [[expired, used, needed]],
  );
  expect(rows.map(({ id }) => id).toSorted()).toEqual([used, needed].toSorted());
});

test('a job outlives the upload that it was', async () => {
  const path = await uploaded(ingest, tinyRecording());
  const { id } = (await (await submitUpload(ingest, idIn(path))).json()) as PublicJob;

  expect((await tus(ingest, 'DELETE', path)).status).toBe(204);

  expect(await ingest.show(id)).toMatchObject({ id, status: 'pending' });
});

function submissionsOf(id: string): JobSubmitted[] {
  return ingest.bus.published.filter(
    ({ subject, type }) => subject === id && type === jobSubmitted.type,
  ) as JobSubmitted[];
}

function sweep(): Promise<void> {
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
  const sweeper = new SweepUploads(
    new TypeOrmUploads(ingest.database),
    new FolderObjectStore(ingest.folder),
    {
      intervalMs: 60_000,
      logger,
    },
  );
  return sweeper.round(new AbortController().signal);
}
