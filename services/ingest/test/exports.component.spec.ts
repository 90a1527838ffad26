import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { autoTeardown, leakCheck } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RunningIngest, meeting } from './running-ingest.js';

const leaks = leakCheck();
const teardown = autoTeardown();
const path = `/v1/meetings/${meeting.id}/transcript`;
let ingest: RunningIngest;
let asked: IncomingMessage[] = [];
/** What the persistence service answers. */
let answer: RequestListener;

beforeAll(async () => {
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('persistence', () => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  ingest = await RunningIngest.start(teardown, { PERSISTENCE_URL: `http://127.0.0.1:${port}` });
}, 120_000);

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
}, 60_000);

test('asks persistence what it was asked, and passes on what it is told', async () => {
  const headers = {
    'content-type': 'text/vtt; charset=utf-8',
    'content-disposition': `attachment; filename="meeting.vtt"; filename*=UTF-8''Zo%C3%AB.vtt`,
    etag: '"v1"',
    vary: 'Accept',
    'cache-control': 'private, no-cache',
  };
  answer = (_, response) => response.writeHead(200, { ...headers, 'x-inner': 'db-7' }).end('WEBVTT\n');

  const response = await ingest.request(`${path}?format=vtt&download=1`, {
    headers: {
      accept: 'text/html',
      'if-none-match': '"v0"',
      'x-request-id': 'from-the-client',
      cookie: 'mine',
    },
  });

  expect(response.status).toBe(200);
  expect(await response.text()).toBe('WEBVTT\n');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...headers,
    vary: 'Accept, Origin',
    'x-content-type-options': 'nosniff',
  });
  expect(response.headers.get('x-inner')).toBeNull();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ url: `${path}?format=vtt&download=1` });
  expect(asked[0]!.headers).toMatchObject({
    accept: 'text/html',
    'if-none-match': '"v0"',
    'x-owner': 'default',
    'x-request-id': 'from-the-client',
  });
  expect(asked[0]!.headers.authorization).not.toContain(ingest.key);
  expect(asked[0]!.headers.cookie).toBeUndefined();
});

test('tells a client that it has the export already', async () => {
  answer = (_, response) => response.writeHead(304, { etag: '"v1"', vary: 'Accept' }).end();

  const response = await ingest.request(path, { headers: { 'if-none-match': '"v1"' } });

  expect(response.status).toBe(304);
  expect(response.headers.get('etag')).toBe('"v1"');
  expect(response.headers.get('vary')).toBe('Accept, Origin');
  expect(await response.text()).toBe('');
});

test('passes on the problem of a client that accepts nothing of it', async () => {
  const problem = { status: 406, code: 'NOT_ACCEPTABLE', detail: 'text/vtt' };
  answer = (_, response) =>
    response.writeHead(406, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));

  const response = await ingest.request(path, { headers: { accept: 'text/html' } });

  expect(response.status).toBe(406);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual(problem);
});

test.each([
  ['a format that there is not', `${path}?format=docx`, 422, 'INVALID_REQUEST', '/format'],
  ['two formats', `${path}?format=vtt&format=srt`, 422, 'INVALID_REQUEST', '/format'],
  ['a parameter that there is not', `${path}?fromat=vtt`, 422, 'INVALID_REQUEST', '/fromat'],
  ['what is no id', '/v1/meetings/..%2fjobs/transcript', 404, 'MEETING_NOT_FOUND', undefined],
])('refuses %s without asking', async (_, url, status, code, pointer) => {
  const response = await ingest.request(url);

  expect(response.status).toBe(status);
  const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
  expect(problem.code).toBe(code);
  expect(problem.errors[0]?.pointer).toBe(pointer);
  expect(asked).toEqual([]);
});

test('needs a key that may read', async () => {
  expect((await ingest.request(path, { key: null })).status).toBe(401);
  expect((await ingest.request(path, { key: await ingest.keyOf('default', ['jobs:write']) })).status).toBe(
    403,
  );
  expect(asked).toEqual([]);
});

test.each<[string, RequestListener, number, string]>([
  ['is not there', (_, response) => response.writeHead(404).end('{}'), 404, 'MEETING_NOT_FOUND'],
  ['cannot be read', (_, response) => response.writeHead(500).end('db-7'), 503, 'SERVICE_UNAVAILABLE'],
  ['is refused to us', (_, response) => response.writeHead(401).end(), 503, 'SERVICE_UNAVAILABLE'],
  ['breaks off', (request) => request.socket.destroy(), 503, 'SERVICE_UNAVAILABLE'],
])('says in a problem of its own that an export %s', async (_, listener, status, code) => {
  answer = listener;

  const response = await ingest.request(`/v1/meetings/${randomUUID()}/transcript`);

  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code });
  expect(text).not.toContain('db-7');
});
