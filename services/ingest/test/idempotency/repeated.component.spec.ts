import { readFile } from 'node:fs/promises';
import { apiRoutes } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { boundary, filePart, lastPart, textPart } from '../raw-http.js';
import { runIngest, sample, type RunningIngest } from '../running-ingest.js';
import { KeyedRequests } from './keyed-requests.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));
let requests: KeyedRequests;
beforeEach(() => {
  requests = new KeyedRequests(ingest);
});

const fields = { title: 'Planning', webhook_url: 'https://cms.example/hook', webhook_secret: 's3cret' };
const countJobs = async () => (await requests.jobs()).length;

test('an upload that is sent again is answered as it was, and is one job', async () => {
  const before = await countJobs();
  const first = await requests.form(fields);
  await ingest.cancel(first.body.id);
  const again = await requests.form(fields);

  expect(first.status).toBe(202);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  for (const name of ['location', 'retry-after', 'content-type'])
    expect(again.headers.get(name)).toBe(first.headers.get(name));
  expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  expect(await countJobs()).toBe(before + 1);
  await eventually(() =>
    expect(
      ingest.bus.published.filter(
        ({ type, subject }) => subject === first.body.id && type.includes('submitted'),
      ),
    ).toHaveLength(1),
  );
});

test('the same form in another order, under another boundary, is the same request', async () => {
  const first = await requests.form(fields);
  const body = Buffer.concat([
    filePart('file', 'planning-meeting.ogg', await readFile(sample)),
    ...Object.entries(fields)
      .toReversed()
      .map(([name, value]) => textPart(name, value)),
    lastPart,
  ]);
  const contentType = `multipart/form-data; boundary=${boundary}`;

  const again = await requests.post('/v1/jobs', { headers: { 'content-type': contentType }, body });
  expect([again.status, again.body]).toEqual([202, first.body]);
});

test.each([
  ['another field', { ...fields, title: 'Retro' }, {}],
  ['a field less', { title: 'Planning' }, {}],
  ['another file name', fields, { filename: 'other.ogg' }],
])('with %s it is refused, and nothing is left of it', async (_name, others, request) => {
  await requests.form(fields);
  const [jobs, stored] = [await countJobs(), await ingest.recordings()];

  const refused = await requests.form(others, request);

  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
    errors: [{ pointer: '/Idempotency-Key', code: 'invalid' }],
  });
  expect([await countJobs(), await ingest.recordings()]).toEqual([jobs, stored]);
});

test('with another file, or by URL in place of a file, it is refused', async () => {
  await requests.form({ title: 'Planning' });
  const changed = Buffer.concat([await readFile(sample), Buffer.from('more')]);
  const body = new FormData();
  body.set('title', 'Planning');
  body.set('file', new Blob([changed]), 'planning-meeting.ogg');

  const answers = [
    await requests.post('/v1/jobs', { body }),
    await requests.json('/v1/jobs', { recording_url: 'https://media.example/a.ogg', title: 'Planning' }),
  ];
  expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual([
    [422, 'IDEMPOTENCY_KEY_REUSED'],
    [422, 'IDEMPOTENCY_KEY_REUSED'],
  ]);
});

test('JSON is the same in another order and with other white space', async () => {
  const said = {
    recording_url: 'https://media.example/a.ogg',
    title: 'Planning',
    metadata: { a: 1, b: [2] },
  };
  const first = await requests.json('/v1/jobs', said);
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const again = await requests.post('/v1/jobs', {
    headers,
    body: '{ "metadata": {"b":[2],"a":1},\n "title":"Planning", "recording_url":"https://media.example/a.ogg" }',
  });

  expect([first.status, again.status, again.body]).toEqual([202, 202, first.body]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect((await requests.json('/v1/jobs', { ...said, metadata: { a: 1, b: [3] } })).status).toBe(422);
});

test('a key is of one owner, whichever of his keys he shows, and of one operation on one thing', async () => {
  const key = await ingest.keyOf('stranger', ['jobs:write']);
  const colleague = await ingest.keyOf('default', ['jobs:write', 'jobs:read']);
  const mine = await requests.form();
  const theirs = await requests.form({}, { key });

  expect([mine.status, theirs.status]).toEqual([202, 202]);
  expect(theirs.body.id).not.toBe(mine.body.id);
  expect((await requests.form({}, { key: colleague })).body).toEqual(mine.body);
  const cancelled = await requests.post(`/v1/jobs/${mine.body.id}/cancel`);
  expect(cancelled.body).toMatchObject({ id: mine.body.id, status: 'cancelled' });
  expect((await requests.post(`/v1/jobs/${theirs.body.id}/cancel`, { key })).body.id).toBe(theirs.body.id);
  // What changes nothing when it is done again is done again: nothing of it is kept.
  const again = await requests.post(`/v1/jobs/${mine.body.id}/cancel`);
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([cancelled.body, null]);
});

test('what stands in the path is the same in whatever case it is written', async () => {
  const { id } = await ingest.submitted();
  const tokens = [id, id.toUpperCase()].map((name) => `/v1/jobs/${name}/event-tokens`);
  const first = await requests.post(tokens[0]!);
  const again = await requests.post(tokens[1]!);

  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});

test('a refusal uses no key up: the same one is good for the request that was put right', async () => {
  const wrong = await requests.form({ language: '?' });
  const right = await requests.form({ language: 'de' });

  expect([wrong.status, right.status]).toEqual([422, 202]);
  expect(right.headers.get('idempotency-replayed')).toBeNull();
});

test('nor does a fault of ours: asked again, it is done once', async () => {
  const before = await countJobs();
  await ingest.withoutNewRowsIn('outbox', async () => expect((await requests.form()).status).toBe(500));
  const done = await requests.form();
  const again = await requests.form();

  expect([done.status, again.status, again.body.id]).toEqual([202, 202, done.body.id]);
  expect(await countJobs()).toBe(before + 1);
});

test('an answer that holds a secret is given again, and is nowhere plain', async () => {
  const key = await ingest.keyOf('operator', ['admin']);
  const body = { name: 'CMS', owner: 'cms', scopes: ['jobs:read'] };
  const first = await requests.json('/v1/api-keys', body, { key });
  const again = await requests.json('/v1/api-keys', body, { key });

  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect(again.headers.get('cache-control')).toBe('no-store');
  const rows = JSON.stringify(await ingest.database.query('select * from ingest.idempotency_keys'));
  expect(rows).not.toContain(first.body.key);
  expect(rows).not.toContain(requests.idempotencyKey);
});

test('an event token is given again', async () => {
  const { id } = await ingest.submitted();
  const [first, again] = [
    await requests.post(`/v1/jobs/${id}/event-tokens`),
    await requests.post(`/v1/jobs/${id}/event-tokens`),
  ];

  expect([first.status, again.body]).toEqual([201, first.body]);
});

test('a resumable upload that is begun again is the same upload, and another one with other headers is refused', async () => {
  const begun = (length: string) => {
    return requests.post('/v1/uploads', { headers: { 'tus-resumable': '1.0.0', 'upload-length': length } });
  };
  const [first, again, other] = [await begun('1000'), await begun('1000'), await begun('1001')];

  expect([first.status, again.status, other.status]).toEqual([201, 201, 422]);
  expect(first.headers.get('location')).toMatch(/^\/v1\/uploads\//);
  for (const name of ['location', 'upload-offset', 'upload-expires', 'tus-resumable'])
    expect(again.headers.get(name)).toBe(first.headers.get(name));
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});

test('what a resumable upload brings along when it is begun again is not read', async () => {
  const body = await readFile(sample);
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(body.length),
    'content-type': 'application/offset+octet-stream',
  };
  const [first, again] = [
    await requests.post('/v1/uploads', { headers, body }),
    await requests.post('/v1/uploads', { headers, body }),
  ];

  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(again.headers.get('upload-offset')).toBe(String(body.length));
});

test('a batch that is sent again is the same jobs', async () => {
  const before = await countJobs();
  const batch = {
    jobs: [
      { recording_url: 'https://media.example/a.ogg' },
      { recording_url: 'https://media.example/b.ogg' },
    ],
  };
  const [first, again] = [
    await requests.json('/v1/jobs/batch', batch),
    await requests.json('/v1/jobs/batch', batch),
  ];

  expect([first.status, again.body]).toEqual([202, first.body]);
  expect(await countJobs()).toBe(before + 2);
});

const posts = apiRoutes
  .filter(({ method, scope }) => method === 'POST' && scope !== null)
  .map(({ path }) => path);
test.each(posts)('POST %s looks at the key first', async (path) => {
  const admin = await ingest.keyOf('default', ['admin', 'jobs:read', 'jobs:write', 'webhooks:write']);
  const where = path.replaceAll(/\{\w+\}/g, '7c9e6679-7425-40de-944b-e07fc1f90ae7');
  for (const [given, code] of [
    ['', 'empty'],
    ['x'.repeat(256), 'too_long'],
    ['schlüssel', 'invalid'],
  ]) {
    const refused = await requests.post(where, { key: admin, headers: { 'idempotency-key': given! } });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [{ pointer: '/Idempotency-Key', code }],
    });
  }
});

test('on anything but a POST a key says nothing', async () => {
  const { id } = await ingest.submitted();
  const response = await ingest.request(`/v1/jobs/${id}`, {
    headers: { 'idempotency-key': 'x'.repeat(300) },
  });

  expect(response.status).toBe(200);
});

test('what is kept of a job is gone with it, and the job does not come back', async () => {
  const { body } = await requests.form();
  await ingest.cancel(body.id);
  const deleted = await ingest.request(`/v1/jobs/${body.id}`, { method: 'DELETE' });
  expect(deleted.status).toBe(204);

  const again = await requests.form();
  expect([again.status, again.body.code]).toEqual([409, 'IDEMPOTENCY_ANSWER_LOST']);
});

test('the answer to a batch goes with the first of its jobs that is deleted', async () => {
  const batch = { jobs: [1, 2].map(() => ({ recording_url: 'https://media.example/a.ogg' })) };
  const first = await requests.json('/v1/jobs/batch', batch);
  const { id } = (first.body as unknown as { data: { id: string }[] }).data[0]!;
  await ingest.cancel(id);
  await ingest.request(`/v1/jobs/${id}`, { method: 'DELETE' });

  const again = await requests.json('/v1/jobs/batch', batch);
  expect([again.status, again.body.code]).toEqual([409, 'IDEMPOTENCY_ANSWER_LOST']);
  expect((await ingest.request(`/v1/jobs/${id}`)).status).toBe(410);
});
