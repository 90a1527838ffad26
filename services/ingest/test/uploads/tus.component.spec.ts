import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiProblem } from '@meeting-intelligence/contracts';
import { tinyRecording } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { beginUpload, offsetOf, patch, tus } from './tus-request.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const hello = Buffer.from('hello world');
const sum = (algorithm: string, bytes: Buffer) =>
  `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;
const parts = () => readdir(join(ingest.folder, 'incoming')).catch(() => []);

test('says what of tus it speaks, to everybody', async () => {
  const response = await fetch(`${ingest.url}/v1/uploads`, { method: 'OPTIONS' });

  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'tus-resumable': '1.0.0',
    'tus-version': '1.0.0',
    'tus-max-size': '1000000',
    'tus-extension': 'creation,creation-with-upload,creation-defer-length,expiration,termination,checksum',
    'tus-checksum-algorithm': 'sha1,sha256,sha512',
  });
});

test('takes a file in pieces and says how much is there', async () => {
  const path = await beginUpload(ingest, 11, { filename: 'größe.ogg' });
  expect(path).toMatch(/^\/v1\/uploads\/[\da-f-]{36}$/);

  const first = await patch(ingest, path, 0, hello.subarray(0, 4));
  expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '4']);
  expect(Date.parse(first.headers.get('upload-expires')!) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  const state = await tus(ingest, 'HEAD', path);
  expect([state.status, Object.fromEntries(state.headers)]).toMatchObject([
    200,
    {
      'tus-resumable': '1.0.0',
      'upload-offset': '4',
      'upload-length': '11',
      'cache-control': 'no-store',
      'upload-metadata': `filename ${Buffer.from('größe.ogg').toString('base64')}`,
    },
  ]);
  expect((await patch(ingest, path, 4, hello.subarray(4))).status).toBe(204);
  expect(await offsetOf(ingest, path)).toBe(11);
});

test('takes the first bytes together with the creation', async () => {
  const headers = { 'upload-length': '11', 'upload-checksum': sum('sha256', hello.subarray(0, 5)) };
  const response = await tus(ingest, 'POST', '/v1/uploads', { headers, body: hello.subarray(0, 5) });

  expect([response.status, response.headers.get('upload-offset')]).toEqual([201, '5']);
  expect(await offsetOf(ingest, response.headers.get('location')!)).toBe(5);
});

test('a length may be told later, once', async () => {
  const path = await beginUpload(ingest, undefined);
  expect((await tus(ingest, 'HEAD', path)).headers.get('upload-defer-length')).toBe('1');

  await patch(ingest, path, 0, hello.subarray(0, 4));
  const less = await patch(ingest, path, 4, hello.subarray(4), { 'upload-length': '3' });
  const told = await patch(ingest, path, 4, hello.subarray(4), { 'upload-length': '11' });
  const other = await patch(ingest, path, 11, hello.subarray(0, 1), { 'upload-length': '12' });

  expect([less.status, told.status, other.status]).toEqual([400, 204, 400]);
  const state = await tus(ingest, 'HEAD', path);
  expect(['upload-length', 'upload-offset'].map((name) => state.headers.get(name))).toEqual(['11', '11']);
});

test('bytes with a wrong checksum are as if they had never come', async () => {
  const before = (await parts()).length;
  const path = await beginUpload(ingest, 11);

  for (const algorithm of ['sha1', 'sha256', 'sha512']) {
    const wrong = { 'upload-checksum': sum(algorithm, Buffer.from('other')) };
    const response = await patch(ingest, path, 0, hello, wrong);
    expect([response.status, (await problem(response)).code]).toEqual([460, 'UPLOAD_CHECKSUM_MISMATCH']);
  }
  expect(await offsetOf(ingest, path)).toBe(0);
  expect(await parts()).toHaveLength(before);
  const right = await patch(ingest, path, 0, hello, { 'upload-checksum': sum('sha1', hello) });
  expect([right.status, right.headers.get('upload-offset')]).toEqual([204, '11']);
});

test('one that is given up is gone with its bytes', async () => {
  const before = (await parts()).length;
  const path = await beginUpload(ingest, 11);
  await patch(ingest, path, 0, hello);
  expect(await parts()).toHaveLength(before + 1);

  expect((await tus(ingest, 'DELETE', path)).status).toBe(204);

  expect(await parts()).toHaveLength(before);
  for (const method of ['HEAD', 'PATCH', 'DELETE'])
    expect((await tus(ingest, method, path, { headers: { 'upload-offset': '0' } })).status).toBe(404);
});

test('whoever can only POST says in a header what is meant, of an upload and of nothing else', async () => {
  const path = await beginUpload(ingest, 11);
  const post = (method: string, more: Readonly<Record<string, string>> = {}, body?: Buffer<ArrayBuffer>) =>
    tus(ingest, 'POST', path, { headers: { 'x-http-method-override': method, ...more }, body });

  expect((await post('PATCH', { 'upload-offset': '0' }, hello)).status).toBe(204);
  const state = await post('HEAD');
  expect([state.status, state.headers.get('upload-offset'), await state.text()]).toEqual([200, '11', '']);
  for (const other of ['GET', 'PUT', 'patch', '']) expect((await post(other)).status).toBe(404);
  expect((await post('DELETE')).status).toBe(204);
  expect((await tus(ingest, 'HEAD', path)).status).toBe(404);

  const { id } = await ingest.submitted();
  const headers = { 'x-http-method-override': 'DELETE' };
  expect((await ingest.request(`/v1/jobs/${id}`, { method: 'POST', headers })).status).toBe(404);
  expect(await ingest.show(id)).toMatchObject({ id });
});

test('how much is here is told soon, though whoever sends does not answer', async () => {
  const path = await beginUpload(ingest, 11);
  await patch(ingest, path, 0, hello.subarray(0, 4));
  await ingest.database.query(
    `update ingest.uploads set holder = gen_random_uuid(), held_until = now() + interval '1 minute' where id = $1`,
    [path.split('/').at(-1)],
  );
  const askedAt = performance.now();

  expect(await offsetOf(ingest, path)).toBe(4);

  expect(performance.now() - askedAt).toBeLessThan(3_500);
});

test('an upload is there for its owner alone', async () => {
  const path = await beginUpload(ingest, 11);
  const key = await ingest.keyOf('other', ['jobs:read', 'jobs:write']);
  const never = `/v1/uploads/${randomUUID()}`;

  for (const method of ['HEAD', 'PATCH', 'DELETE']) {
    const headers = { 'upload-offset': '0' };
    const [foreign, unknown] = await Promise.all(
      [path, never].map((each) => tus(ingest, method, each, { key, headers })),
    );
    expect([method, foreign!.status]).toEqual([method, 404]);
    const asIfNever = async (response: Response) =>
      (await response.text()).replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID');
    expect(await asIfNever(foreign!)).toBe(await asIfNever(unknown!));
  }
  expect((await tus(ingest, 'HEAD', path)).status).toBe(200);
});

test('an upload that has expired is not there any more', async () => {
  const path = await beginUpload(ingest, 11);
  await ingest.database.query(`update ingest.uploads set expires_at = now() where id = $1`, [
    path.split('/').at(-1),
  ]);

  for (const method of ['HEAD', 'PATCH', 'DELETE'])
    expect((await tus(ingest, method, path, { headers: { 'upload-offset': '0' } })).status).toBe(404);
});

const creations: [string, Record<string, string>, number, string][] = [
  ['no length', {}, 400, 'INVALID_REQUEST'],
  ['a length and none', { 'upload-length': '1', 'upload-defer-length': '1' }, 400, 'INVALID_REQUEST'],
  ['a negative length', { 'upload-length': '-1' }, 400, 'INVALID_REQUEST'],
  ['a fraction', { 'upload-length': '1.5' }, 400, 'INVALID_REQUEST'],
  ['a length of words', { 'upload-length': 'all' }, 400, 'INVALID_REQUEST'],
  ['a hexadecimal length', { 'upload-length': '0x10' }, 400, 'INVALID_REQUEST'],
  ['too much', { 'upload-length': '1000001' }, 413, 'RECORDING_TOO_LARGE'],
  ['2^63', { 'upload-length': '9223372036854775808' }, 413, 'RECORDING_TOO_LARGE'],
  ['a number of 200 digits', { 'upload-length': '9'.repeat(200) }, 413, 'RECORDING_TOO_LARGE'],
  ['a length deferred by 2', { 'upload-defer-length': '2' }, 400, 'INVALID_REQUEST'],
  ['metadata that are no base64', { 'upload-metadata': 'filename räksmörgås' }, 400, 'INVALID_REQUEST'],
  ['metadata without a name', { 'upload-metadata': ',' }, 400, 'INVALID_REQUEST'],
  ['metadata of three words', { 'upload-metadata': 'a YQ== YQ==' }, 400, 'INVALID_REQUEST'],
  ['a name twice', { 'upload-metadata': 'a YQ==,a Yg==' }, 400, 'INVALID_REQUEST'],
  ['too many metadata', { 'upload-metadata': `a ${'YWFh'.repeat(1_100)}` }, 400, 'INVALID_REQUEST'],
  ['an unknown checksum', { 'upload-checksum': 'crc32 YQ==' }, 400, 'INVALID_REQUEST'],
  ['a part of a concatenation', { 'upload-concat': 'partial' }, 400, 'INVALID_REQUEST'],
  ['an older version', { 'upload-length': '1', 'tus-resumable': '0.2.2' }, 412, 'TUS_VERSION_UNSUPPORTED'],
];
test.each(creations)('an upload with %s is refused', async (_name, given, status, code) => {
  const needsLength =
    !('upload-length' in given || 'upload-defer-length' in given) && Object.keys(given).length > 0;
  const headers = { ...(needsLength && { 'upload-length': '1' }), ...given };

  const response = await tus(ingest, 'POST', '/v1/uploads', { headers });

  expect([response.status, (await problem(response)).code]).toEqual([status, code]);
  expect(response.headers.get('tus-resumable')).toBe('1.0.0');
  expect(response.headers.get('tus-version')).toBe('1.0.0');
});

const faults: [string, Record<string, string>, number, string][] = [
  ['with a wrong offset', { 'upload-offset': '3' }, 409, 'UPLOAD_OFFSET_CONFLICT'],
  ['without an offset', {}, 400, 'INVALID_REQUEST'],
  ['with a negative offset', { 'upload-offset': '-1' }, 400, 'INVALID_REQUEST'],
  ['of another version', { 'upload-offset': '0', 'tus-resumable': '2.0.0' }, 412, 'TUS_VERSION_UNSUPPORTED'],
  ['of another type', { 'upload-offset': '0', 'content-type': 'audio/ogg' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['with half a checksum', { 'upload-offset': '0', 'upload-checksum': 'sha1' }, 400, 'INVALID_REQUEST'],
  [
    'with a checksum that is none',
    { 'upload-offset': '0', 'upload-checksum': 'sha1 !' },
    400,
    'INVALID_REQUEST',
  ],
];
test.each(faults)('bytes %s are refused, and change nothing', async (_name, headers, status, code) => {
  const path = await beginUpload(ingest, 11);

  const response = await tus(ingest, 'PATCH', path, { headers, body: hello });

  expect([response.status, (await problem(response)).code]).toEqual([status, code]);
  expect(await offsetOf(ingest, path)).toBe(0);
});

test('more bytes than there is room for are refused before they are read', async () => {
  const path = await beginUpload(ingest, 10);

  const response = await patch(ingest, path, 0, hello);

  expect([response.status, (await problem(response)).detail]).toEqual([
    413,
    'expected at most the 10 bytes that are missing',
  ]);
  expect(await offsetOf(ingest, path)).toBe(0);
});

test('who does not say how much comes is stopped at the limit', async () => {
  const path = await beginUpload(ingest, undefined);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(tinyRecording(500)) });

  const response = await ingest
    .request(path, {
      method: 'PATCH',
      body: endless,
      duplex: 'half',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
    })
    .catch(() => undefined);

  if (response) expect(response.status).toBe(413);
  expect(await offsetOf(ingest, path)).toBe(1_000_000);
});

test.each(['upload', 'UPLOAD', '..%2f..%2fetc', '00000000-0000-0000-0000-00000000000g', `${'a'.repeat(99)}`])(
  'there is no upload called %s',
  async (id) => {
    expect((await tus(ingest, 'HEAD', `/v1/uploads/${id}`)).status).toBe(404);
    expect((await tus(ingest, 'DELETE', `/v1/uploads/${id}`)).status).toBe(404);
  },
);

test('needs a key that may write', async () => {
  const key = await ingest.keyOf('default', ['jobs:read']);
  const headers = { 'upload-length': '1' };

  expect((await tus(ingest, 'POST', '/v1/uploads', { key: null, headers })).status).toBe(401);
  expect((await tus(ingest, 'POST', '/v1/uploads', { key, headers })).status).toBe(403);
});

test('a folder cannot be uploaded to past us', async () => {
  const response = await ingest.request('/v1/uploads/presign', { method: 'POST' });

  expect([response.status, (await problem(response)).code]).toEqual([501, 'PRESIGNING_UNSUPPORTED']);
});

async function problem(response: Response): Promise<ApiProblem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return (await response.json()) as ApiProblem;
}
