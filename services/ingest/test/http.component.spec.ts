import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { answerOn, beginUpload, filePart, lastPart, textPart } from './raw-http.js';
import { meeting, runIngest, sample, type RunningIngest } from './running-ingest.js';

const secret = 'canary-s3cret';
let ingest: RunningIngest;
runIngest((running) => (ingest = running));
beforeEach(() => {
  ingest.lines.length = 0;
  ingest.bus.failWith();
});

test('passes a meeting on, without the credentials and the query of the client', async () => {
  const response = await ingest.request(`/v1/meetings/${meeting.id}?x=canary`);

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual({ ...meeting, asked: `/v1/meetings/${meeting.id}` });
});

test('a media type without a body is no body', async () => {
  for (const [method, path] of [
    ['POST', `/v1/jobs/${randomUUID()}/cancel`],
    ['GET', `/v1/jobs/${randomUUID()}`],
  ] as const) {
    const response = await ingest.request(path, { method, headers: { 'content-type': 'application/json' } });

    expect(await response.json()).toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
  }
});

test.each([
  ['GET', '/v1/jobs/not-a-uuid', 404, 'JOB_NOT_FOUND'],
  ['GET', `/v1/jobs/${randomUUID()}`, 404, 'JOB_NOT_FOUND'],
  ['POST', '/v1/jobs/not-a-uuid/cancel', 404, 'JOB_NOT_FOUND'],
  ['POST', `/v1/jobs/${randomUUID()}/cancel`, 404, 'JOB_NOT_FOUND'],
  ['GET', '/v1/meetings/..%2fjobs', 404, 'MEETING_NOT_FOUND'],
  ['GET', `/v1/meetings/${randomUUID()}`, 404, 'MEETING_NOT_FOUND'],
  ['GET', '/v1/nothing?x=canary', 404, 'NOT_FOUND'],
  ['DELETE', '/v1/jobs', 404, 'NOT_FOUND'],
  ['POST', '/v1/jobs', 415, 'UNSUPPORTED_MEDIA_TYPE'],
])('%s %s is a %i problem', async (method, path, status, code) => {
  const response = await ingest.request(path, { method, headers: { 'x-request-id': 'from-the-client' } });

  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(response.headers.get('x-request-id')).toBe('from-the-client');
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    type: `urn:meeting-intelligence:error:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: path.split('?')[0],
    code,
    request_id: 'from-the-client',
    errors: [],
  });
});

test.each([
  ['JSON', { contentType: 'application/json', path: `/v1/jobs/${randomUUID()}/cancel` }, 415],
  ['text', { contentType: 'text/plain' }, 415],
  ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
  ['nonsense', { contentType: 'nonsense' }, 415],
  ['nothing said', { contentType: null }, 415],
  ['multipart without a boundary', { contentType: 'multipart/form-data' }, 400],
  ['JSON for nobody', { contentType: 'application/json', path: '/v1/nothing' }, 404],
  ['multipart for nobody', { path: '/v1/nothing' }, 404],
])('a body of %s is a problem, before any of it was sent', async (_name, request, status) => {
  const socket = await beginUpload(ingest.url, {
    key: ingest.key,
    ...request,
    headers: { 'Content-Length': 100_000 },
  });
  const answer = await answerOn(socket);

  expect(answer.status).toBe(status);
  expect(answer.head).toMatch(/content-type: application\/problem\+json/i);
});

test.each([
  ['/v1/jobs/%zz', 400],
  [`/v1/jobs/${'x'.repeat(500)}`, 414],
])('a URL that cannot be routed gets a problem too: %.20s', async (path, status) => {
  const response = await ingest.request(path);

  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await response.json()).toMatchObject({ status });
  expect(response.status).toBe(status);
});

test('bytes that are not HTTP get a problem too', async () => {
  const socket = connect(Number(new URL(ingest.url).port), '127.0.0.1');
  socket.write('NONSENSE\r\n\r\n');
  const answer = await answerOn(socket);

  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'INVALID_REQUEST', status: 400 });
});

test('a client that goes on sending still hears why its upload is refused', async () => {
  const socket = await beginUpload(ingest.url, { key: ingest.key, headers: { 'Content-Length': 900_000 } });
  const send = (bytes: Buffer) =>
    new Promise<void>((resolve, reject) =>
      socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
  await send(filePart('file', 'page.mp3', Buffer.from('<html>'.repeat(2_000))));
  await eventually(() =>
    expect(ingest.lines).toContainEqual(expect.objectContaining({ msg: 'request rejected' })),
  );
  for (let sent = 0; sent < 800_000; sent += 10_000) await send(Buffer.alloc(10_000));

  const answer = await answerOn(socket);

  expect(answer.status).toBe(415);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'RECORDING_NOT_MEDIA' });
});

test('a client that goes away leaves nothing but a log line', async () => {
  const before = await ingest.recordings();
  const socket = await beginUpload(ingest.url, { key: ingest.key, headers: { 'Content-Length': 300_000 } });
  socket.write(
    Buffer.concat([
      textPart('title', 'x'),
      filePart('file', 'a.ogg', await readFile(sample)).subarray(0, 100_000),
    ]),
  );
  await eventually(async () => expect(await readdir(join(ingest.folder, '.partial'))).toHaveLength(1));
  socket.destroy();

  await eventually(() =>
    expect(ingest.lines).toContainEqual(expect.objectContaining({ msg: 'request', is_aborted: true })),
  );
  await eventually(async () => expect(await readdir(join(ingest.folder, '.partial'))).toEqual([]));
  expect(await ingest.recordings()).toEqual(before);
});

test('every line about a job has its job_id and request_id, and none has a secret', async () => {
  const { id } = await ingest.submitted({
    webhook_url: 'https://cms.example/hooks?token=canary-t0ken',
    webhook_secret: secret,
  });
  await eventually(() => expect(ingest.lines.filter(({ msg }) => msg === 'request')).toHaveLength(1));

  const [accepted, request] = ingest.lines.filter(({ msg }) => msg === 'job accepted' || msg === 'request');
  expect(accepted).toMatchObject({ job_id: id, request_id: request?.request_id });
  expect(request).toMatchObject({
    job_id: id,
    method: 'POST',
    path: '/v1/jobs',
    status: 202,
    is_aborted: false,
  });
  expect(JSON.stringify(ingest.lines)).not.toMatch(/canary/);
  expect(JSON.stringify([await ingest.show(id), await ingest.historyOf(id)])).not.toMatch(/canary/);
  expect(
    JSON.stringify(await ingest.database.query('select * from ingest.jobs where id = $1', [id])),
  ).not.toContain(secret);
});

test('the last part counts even when it comes late', async () => {
  const socket = await beginUpload(ingest.url, {
    key: ingest.key,
    headers: { 'Transfer-Encoding': 'chunked' },
  });
  const body = Buffer.concat([
    filePart('file', 'a.ogg', await readFile(sample)),
    textPart('title', 'at last'),
    lastPart,
  ]);
  for (let at = 0; at < body.length; at += 30_000) {
    const piece = body.subarray(at, at + 30_000);
    socket.write(
      Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
    );
  }
  socket.write('0\r\n\r\n');

  const answer = await answerOn(socket);

  expect(answer.status).toBe(202);
  expect(JSON.parse(answer.body)).toMatchObject({ title: 'at last' });
});
