import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { HttpMeetingsApi } from './http-meetings-api.js';

const teardown = autoTeardown(afterEach);
const id = '0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11';
const token = 'internal-token-internal-token-internal';

async function persistence(answer: RequestListener): Promise<HttpMeetingsApi> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('persistence', () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return new HttpMeetingsApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, 300);
}

test('asks with our credential, for the owner', async () => {
  let asked: IncomingMessage | undefined;
  const api = await persistence((request, response) => {
    asked = request;
    response.setHeader('content-type', 'application/json; charset=utf-8').end('{"id":1}');
  });

  const answer = await api.find(id, 'cms');

  expect(answer).toEqual({
    body: Buffer.from('{"id":1}'),
    contentType: 'application/json; charset=utf-8',
  });
  expect(asked).toMatchObject({
    url: `/v1/meetings/${id}`,
    headers: { authorization: `Bearer ${token}`, 'x-owner': 'cms' },
  });
});

test.each([
  ['7c9e6679-7425-40de-944b-e07fc1f90ae7', '7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  ['canary', undefined],
])('learns which job a meeting came of: %s', async (said, jobId) => {
  const api = await persistence(
    (_, response) => void response.writeHead(200, { 'x-job-id': said }).end('{}'),
  );

  expect(await api.find(id, 'cms')).toMatchObject({ jobId });
  expect(await api.export(id, 'cms', {})).toMatchObject({ jobId });
});

test('does not find a meeting that is not there', async () => {
  const api = await persistence((_, response) => void response.writeHead(404).end('{}'));

  expect(await api.find(id, 'cms')).toBeUndefined();
});

test('asks for any media type where the client names none, and passes on no more than concerns it', async () => {
  let asked: IncomingMessage | undefined;
  const api = await persistence((request, response) => {
    asked = request;
    response.writeHead(200, { 'content-type': 'text/vtt', etag: '"v1"', server: 'inner' }).end('WEBVTT');
  });

  const answer = await api.export(id, 'cms', {});

  expect(answer).toEqual({
    status: 200,
    headers: { 'content-type': 'text/vtt', etag: '"v1"' },
    body: Buffer.from('WEBVTT'),
  });
  expect(asked?.url).toBe(`/v1/meetings/${id}/transcript`);
  expect(asked?.headers).toMatchObject({ accept: '*/*', 'x-owner': 'cms', authorization: `Bearer ${token}` });
  expect(asked?.headers['if-none-match']).toBeUndefined();
});

test.each<[string, RequestListener]>([
  ['answers 500', (_, response) => response.writeHead(500).end('stack')],
  ['does not know our credential', (_, response) => response.writeHead(401).end()],
  ['redirects', (_, response) => response.writeHead(302, { location: '/x' }).end()],
  ['hangs', () => {}],
  ['hangs in the middle of the body', (_, response) => void response.writeHead(200).write('{')],
  ['breaks the connection', (request) => request.socket.destroy()],
])('is unavailable when persistence %s', async (_name, answer) => {
  const api = await persistence(answer);

  const failure = await api.find(id, 'cms').catch((error: unknown) => error as Error);

  expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(token);
  await expect(api.export(id, 'cms', {})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

test('is unavailable when nobody listens', async () => {
  await expect(new HttpMeetingsApi('http://127.0.0.1:1', token).find(id, 'cms')).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
});
