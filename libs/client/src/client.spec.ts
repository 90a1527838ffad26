import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { cut, gateway, id, soon, unavailable } from '../test/scripted-gateway.js';
import { ApiProblem, createClient, StillRunning, Unreachable, type Job } from './index.js';

async function* bytes() {
  yield Buffer.from('Ogg');
  yield Buffer.from('S…');
}

test.each([
  ['a blob', () => new Blob([Buffer.from('OggS…')])],
  ['a stream', bytes],
])('submits %s with what is said about it, and the key', async (_name, recording) => {
  const { client, requests } = await gateway({ status: 202, body: { id, status: 'pending', later: 1 } });

  const job = await client.submit(recording(), {
    title: 'Über "uns"',
    speakers_expected: 3,
    metadata: { article: 4711 },
    speaker_names: ['Robert'],
    analyses: ['summary', 'decisions'],
    filename: 'a "b".ogg',
  });

  expect(job).toMatchObject({ id, status: 'pending' });
  const [{ line, key, form } = {}] = requests;
  expect([line, key]).toEqual(['POST /v1/jobs', 'Bearer mi_1_x']);
  const { file, ...texts } = Object.fromEntries(form!.entries()) as Record<string, string> & { file: File };
  expect(texts).toEqual({
    title: 'Über "uns"',
    speakers_expected: '3',
    metadata: '{"article":4711}',
    speaker_names: '["Robert"]',
    analyses: 'summary,decisions',
  });
  expect([file.name, await file.text()]).toEqual(['a "b".ogg', 'OggS…']);
});

const accepted = { status: 202, body: { id, status: 'pending' } };
const inUse = {
  status: 409,
  type: unavailable.type,
  headers: soon,
  body: { code: 'IDEMPOTENCY_KEY_IN_USE' },
};

test.each([
  ['a blob', () => new Blob([Buffer.from('OggS…')])],
  ['a stream that can be opened again', () => bytes],
])('sends %s again under the same key, when it does not hear what became of it', async (_name, recording) => {
  const { client, requests } = await gateway(cut, inUse, accepted);

  expect(await client.submit(recording())).toMatchObject({ id });
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  await client.submit(recording());
  expect(requests.at(-1)!.idempotencyKey).not.toBe(requests[0]!.idempotencyKey);
  await client.submit(recording(), { idempotencyKey: 'article-4711' });
  expect(requests.at(-1)!.idempotencyKey).toBe('article-4711');
});

test('does so twice and not for ever, and only where it may help', async () => {
  const busy = await gateway({ ...unavailable, headers: soon });
  const refusing = await gateway({
    status: 422,
    type: unavailable.type,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
  const closed = await gateway({ ...unavailable, headers: { 'retry-after': '3600' } });
  const blob = new Blob(['x']);

  await expect(busy.client.submit(blob)).rejects.toMatchObject({ status: 503 });
  await expect(refusing.client.submit(blob)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  await expect(closed.client.submit(blob)).rejects.toMatchObject({ status: 503 });
  expect([busy, refusing, closed].map(({ requests }) => requests.length)).toEqual([3, 1, 1]);
});

test('a stream that is there once is sent once', async () => {
  const { client, requests } = await gateway(cut, accepted);

  await expect(client.submit(bytes())).rejects.toThrow(Unreachable);
  expect(requests).toHaveLength(1);
});

test('a problem is told with everything that is in it', async () => {
  const fault = { pointer: '/title', code: 'empty', detail: 'expected a value' };
  const body = { code: 'INVALID_REQUEST', detail: 'a field is wrong', request_id: 'r1', errors: [fault] };
  const { client } = await gateway({ status: 422, type: 'application/problem+json; charset=utf-8', body });

  const problem = await client.submit(new Blob(['x'])).catch((error: unknown) => error);

  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({
    message: '422 INVALID_REQUEST: a field is wrong',
    status: 422,
    code: 'INVALID_REQUEST',
    detail: 'a field is wrong',
    requestId: 'r1',
    errors: [fault],
    isTransient: false,
  });
});

test.each([
  ['text/html', '<h1>Bad Gateway</h1>'],
  ['application/problem+json', 'cut off {'],
])('an error that is no problem document (%s) has a code of its own', async (type, body) => {
  const { client } = await gateway({ status: 502, type, headers: { 'x-request-id': 'r2' }, body });

  await expect(client.job(id)).rejects.toMatchObject({
    status: 502,
    code: 'UNEXPECTED_ANSWER',
    requestId: 'r2',
    isTransient: true,
  });
});

test('says who did not answer and why', async () => {
  const { baseUrl } = await gateway(() => {});
  const slow = createClient({ baseUrl, apiKey: 'x', timeoutMs: 300 });
  const { client: gone, close } = await gateway(() => {});
  await close();
  const { client: cut } = await gateway((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
    response.destroy();
  });

  await expect(slow.job(id)).rejects.toThrow(`expected an answer from ${baseUrl}, got none within 0.3 s`);
  await expect(gone.meeting(id)).rejects.toThrow(/ECONNREFUSED/);
  await expect(cut.job(id)).rejects.toThrow(Unreachable);
});

test('waits for the end of a job, also over a service that is away for a while', async () => {
  const { client, requests } = await gateway(
    { body: { id, status: 'pending' }, headers: { etag: '"1"' } },
    { status: 304, body: '', headers: { etag: '"1"' } },
    { ...unavailable, headers: soon },
    { body: { id, status: 'completed' }, headers: { etag: '"2"' } },
  );
  const looks: string[] = [];
  const onLook = (found: Job | Error) => looks.push(found instanceof Error ? found.name : found.status);

  const job = await client.waitFor(id, { onLook });

  expect(job.status).toBe('completed');
  expect(looks).toEqual(['pending', 'ApiProblem', 'completed']);
  // Held back by the service until there is news, for less than the time that a whole request may take.
  expect(requests.map(({ line, known }) => [line, known])).toEqual([
    [`GET /v1/jobs/${id}`, undefined],
    [`GET /v1/jobs/${id}?wait=1s`, '"1"'],
    [`GET /v1/jobs/${id}?wait=1s`, '"1"'],
    [`GET /v1/jobs/${id}?wait=1s`, '"1"'],
  ]);
});

test('waiting ends when it is told to, when time is up, and at once for a job that is not there', async () => {
  const { client } = await gateway({ body: { id, status: 'processing' } });
  const { client: other } = await gateway({
    status: 404,
    type: 'application/problem+json',
    body: { code: 'JOB_NOT_FOUND', detail: 'there is no job with this id' },
  });
  const stop = new AbortController();
  const onLook = () => stop.abort(new Error('enough'));

  await expect(client.waitFor(id, { timeoutMs: 20 })).rejects.toThrow(StillRunning);
  await expect(client.waitFor(id, { signal: stop.signal, onLook })).rejects.toMatchObject({
    name: 'AbortError',
  });
  await expect(other.waitFor(id)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
});

test('what is at a URL the service is asked to fetch', async () => {
  const bodies: string[] = [];
  const { client } = await gateway((request, response) => {
    void buffer(request).then((bytes) => {
      bodies.push(`${request.headers['content-type']} ${bytes.toString()}`);
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
    });
  });

  await client.submit(new URL('https://media.example/a.ogg'), { title: 'Planning', metadata: { a: 1 } });

  expect(bodies).toEqual([
    'application/json {"recording_url":"https://media.example/a.ogg","title":"Planning","metadata":{"a":1}}',
  ]);
});

test('every operation of the description can be asked for by its path', async () => {
  const { client, requests } = await gateway({ body: { id, status: 'cancelled' } });

  const { data } = await client.api.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } });

  expect(data?.status).toBe('cancelled');
  expect(await client.cancel('a/b')).toMatchObject({ id });
  expect(requests.map(({ line }) => line)).toEqual([
    `POST /v1/jobs/${id}/cancel`,
    'POST /v1/jobs/a%2Fb/cancel',
  ]);
});

test('a job is erased, and a service that says no is heard', async () => {
  const problem = { code: 'JOB_NOT_ENDED', status: 409, detail: 'cancel it first', errors: [] };
  const refusal = { status: 409, type: 'application/problem+json', body: problem };
  const { client, requests } = await gateway({ status: 204, body: '' }, refusal);

  expect(await client.erase(id)).toBeUndefined();
  await expect(client.erase(id)).rejects.toMatchObject({ code: 'JOB_NOT_ENDED' });

  expect(requests.map(({ line }) => line)).toEqual([`DELETE /v1/jobs/${id}`, `DELETE /v1/jobs/${id}`]);
});

test.each(['EIO', 'AbortError'])(
  'what went wrong in the stream to be sent is told as it was: %s',
  async (name) => {
    const { client } = await gateway((request) => void request.resume());
    const fault = Object.assign(new Error('the disk is gone'), { name });
    async function* failing() {
      yield* bytes();
      throw fault;
    }

    expect(await client.submit(failing()).catch((error: unknown) => error)).toBe(fault);
  },
);

test('a stream of events is handed over unread, lasts longer than timeoutMs and ends with the signal', async () => {
  let tell!: (text: string) => void;
  const { baseUrl } = await gateway((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).flushHeaders();
    tell = (text) => response.write(text);
  });
  const stop = new AbortController();
  const client = createClient({ baseUrl, apiKey: 'x', timeoutMs: 300, signal: stop.signal });

  const { data } = await client.api.GET('/v1/jobs/{id}', { params: { path: { id } }, parseAs: 'stream' });
  const reader = (data as ReadableStream<Uint8Array>).getReader();
  setTimeout(() => tell('data: late\n\n'), 600);

  expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: late\n\n');
  stop.abort();
  await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
});

test('a batch is one request, and a failed job is handed in again by another', async () => {
  const accepting = (body: unknown) => (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const { client, requests } = await gateway(accepting({ data: [{ id }] }), accepting({ id, generation: 2 }));

  const jobs = await client.submitBatch([{ recording_url: 'https://media.cms.example/a.ogg' }]);
  const retried = await client.retry(id);

  expect([jobs, retried]).toMatchObject([[{ id }], { generation: 2 }]);
  expect(requests.map(({ line }) => line)).toEqual(['POST /v1/jobs/batch', `POST /v1/jobs/${id}/retry`]);
});

test('the answer to an upload may begin as late as it likes: what Node’s fetch waits for it does not count', async () => {
  const before = getGlobalDispatcher();
  setGlobalDispatcher(new Agent({ headersTimeout: 100 }));
  onTestFinished(() => setGlobalDispatcher(before));
  const { client } = await gateway((_request, response) =>
    setTimeout(() => response.writeHead(202).end(JSON.stringify(accepted.body)), 2_500),
  );

  expect(await client.submit(new Blob(['OggS']))).toMatchObject({ id });
}, 20_000);
