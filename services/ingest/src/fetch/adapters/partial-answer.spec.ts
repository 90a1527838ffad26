import { buffer } from 'node:stream/consumers';
import { autoTeardown, leakCheck } from '@meeting-intelligence/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  giving,
  limits,
  policy,
  recordingServer,
  status,
  to,
  type Answer,
} from '../../../test/recording-server.js';
import { HttpRecordingSource } from './http-recording-source.js';

const leaks = leakCheck();
const teardown = autoTeardown(afterEach);
const patient = { ...limits, idleMs: 10_000 };
const source = new HttpRecordingSource('1.2.3', policy, patient);
const never = new AbortController().signal;
const media = (answers: Readonly<Record<string, Answer>>) => recordingServer(teardown, answers);

afterAll(() => leaks.assertNone());

const version = '"v1"';
const all = 'what was said';
/** Gives the rest of `all`, as a server does that keeps files. */
const inParts: Answer = (response, { headers: { range, 'if-range': wanted } }) => {
  const given = { 'accept-ranges': 'bytes', etag: version };
  const from = wanted === version ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
  const part = { 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` };
  response.writeHead(from > 0 ? 206 : 200, { ...given, ...(from > 0 && part) }).end(all.slice(from));
};

test('goes on where it was interrupted, through a redirect too', async () => {
  const { url, requests } = await media({ '/a': to('/b'), '/b': inParts });
  const whole = await source.open(url('/a'), never);
  expect(whole).toMatchObject({ offset: 0, version });
  expect((await buffer(whole.content)).toString()).toBe(all);

  const rest = await source.open(url('/a'), never, { offset: 5, version });

  expect(rest).toMatchObject({ offset: 5, version, filename: 'b' });
  expect((await buffer(rest.content)).toString()).toBe('was said');
  expect(requests.at(-1)!.headers).toMatchObject({ range: 'bytes=5-', 'if-range': version });
});

test.each<[string, Answer]>([
  ['has another version', (response) => response.writeHead(200, { etag: '"v2"' }).end('another')],
  ['knows nothing of ranges', giving('another')],
  [
    'ignores If-Range',
    (response, { headers: { range } }) =>
      range
        ? response.writeHead(206, { 'content-range': 'bytes 5-6/7', etag: '"v2"' }).end('er')
        : response.end('another'),
  ],
  ...(
    [
      ['does not say what it gives a part of', { etag: undefined }],
      ['has a part of a recording that is not as large', { 'content-range': 'bytes 5-6/8' }],
      ['does not say how large it all is', { 'content-range': 'bytes 5-6/*' }],
      ['gives another part', { 'content-range': 'bytes 0-6/7' }],
      ['gives a part that ends before it begins', { 'content-range': 'bytes 5-4/7' }],
      ['gives more than there is', { 'content-range': 'bytes 5-7/7' }],
      ['gives several parts', { 'content-range': undefined }],
    ] as const
  ).map(([what, changed]): [string, Answer] => [
    what,
    (response, { headers: { range } }) => {
      const headers = Object.entries({ etag: version, 'content-range': 'bytes 5-6/7', ...changed });
      for (const [name, value] of headers) if (range && value) response.setHeader(name, value);
      response.writeHead(range ? 206 : 200).end(range ? 'er' : 'another');
    },
  ]),
  ...[400, 401, 403, 404, 410].map((code): [string, Answer] => [
    `answers ${code}, as the URL was good for one request`,
    (response, { headers: { range } }) => (range ? response.writeHead(code).end() : response.end('another')),
  ]),
  [
    'says that another number of bytes is all',
    (response, { headers: { range } }) =>
      range ? response.writeHead(416, { 'content-range': 'bytes */4' }).end() : response.end('another'),
  ],
  [
    'has all that was there, of another version',
    (response, { headers: { range } }) =>
      range
        ? response.writeHead(416, { 'content-range': 'bytes */5', etag: '"v2"' }).end()
        : response.end('another'),
  ],
  [
    'has less than was there',
    (response, { headers: { range } }) => (range ? response.writeHead(416).end() : response.end('another')),
  ],
])('begins anew where the server %s', async (_what, answer) => {
  const { url } = await media({ '/a': answer });

  const found = await source.open(url('/a'), never, { offset: 5, version, totalBytes: 7 });

  expect(found.offset).toBe(0);
  expect((await buffer(found.content)).toString()).toBe('another');
});

test('nothing can be had later of what has no version, or a weak one, or comes whole only', async () => {
  const { url } = await media({
    '/none': (response) => response.writeHead(200, { 'accept-ranges': 'bytes' }).end(),
    '/weak': (response) => response.writeHead(200, { 'accept-ranges': 'bytes', etag: 'W/"v1"' }).end(),
    '/whole': (response) => response.writeHead(200, { 'accept-ranges': 'none', etag: version }).end(),
  });
  for (const path of ['/none', '/weak', '/whole']) {
    const found = await source.open(url(path), never);
    await buffer(found.content);
    expect(found.version, path).toBeUndefined();
  }
});

test('a URL that gives neither the rest nor the whole is refused after one more request', async () => {
  const { url, requests } = await media({ '/a': status(403) });

  await expect(source.open(url('/a'), never, { offset: 5, version })).rejects.toMatchObject({
    code: 'RECORDING_URL_REJECTED',
  });
  expect(requests).toHaveLength(2);
});

test('nothing after the bytes that are here is the end of the recording', async () => {
  const { url, requests } = await media({ '/a': status(416, { 'content-range': 'bytes */5' }) });

  for (const totalBytes of [undefined, 5]) {
    const found = await source.open(url('/a'), never, { offset: 5, version, totalBytes });

    expect(found).toMatchObject({ offset: 5, totalBytes: 5, version });
    expect(await buffer(found.content)).toHaveLength(0);
  }
  expect(requests).toHaveLength(2);
});

/** Gives no more than so many bytes in one answer. */
const atMost =
  (bytes: number, given = large): Answer =>
  (response, { headers: { range } }) => {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const part = given.subarray(from, from + bytes);
    const said = `bytes ${from}-${from + part.length - 1}/${given.length}`;
    response.writeHead(206, { etag: version, 'content-range': said, 'content-length': part.length });
    response.end(part);
  };
const large = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const roomy = new HttpRecordingSource('1', policy, { ...patient, maxBytes: 1_000_000 });

test('a server that gives less than it is asked for is asked again, until all of it is here', async () => {
  const { url, requests } = await media({ '/a': to('/b'), '/b': atMost(100_000) });

  const rest = await roomy.open(url('/a'), never, { offset: 7, version });

  expect(rest).toMatchObject({ offset: 7, totalBytes: large.length });
  expect((await buffer(rest.content)).equals(large.subarray(7))).toBe(true);
  expect(requests.filter(({ url: asked }) => asked!.startsWith('/b'))).toHaveLength(3);
});

test('a server that gives a few bytes at a time does not hold up others', async () => {
  const { url, requests } = await media({ '/a': atMost(1_000) });
  const { content } = await roomy.open(url('/a'), never, { offset: 7, version });

  await expect(buffer(content)).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: expect.stringContaining('it gives 1000 bytes at a time') as string,
  });
  expect(requests).toHaveLength(1);
});

test('another version in the middle is not put behind the bytes of the one before', async () => {
  const { url, requests } = await media({
    '/a': (response, request) => {
      if (requests.length > 1) response.writeHead(200, { etag: '"v2"' }).end(large);
      else atMost(100_000)(response, request);
    },
  });
  const { content } = await roomy.open(url('/a'), never, { offset: 7, version });

  await expect(buffer(content)).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: expect.stringContaining('it does not go on after 100007 bytes') as string,
  });
});

test.each<[string, string, string]>([
  ['less', 'er', 'it stopped after 2 bytes'],
  ['more', 'er and more', 'it sent more than the 4 bytes it said'],
])('a part that is %s than its head says is no part', async (_, body, reason) => {
  const { url } = await media({
    // Without a length of its own, of which HTTP itself would know.
    '/a': (response) => response.writeHead(206, { etag: version, 'content-range': 'bytes 5-8/9' }).end(body),
  });
  const { content } = await source.open(url('/a'), never, { offset: 5, version });

  await expect(buffer(content)).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: expect.stringContaining(reason) as string,
  });
});

test('the largest recording is as large in parts', async () => {
  const rest: Answer = (response) => {
    response.writeHead(206, { 'content-range': 'bytes 900-1000/1001', etag: version });
    response.end('x'.repeat(101));
  };
  const { url } = await media({ '/a': rest });

  await expect(source.open(url('/a'), never, { offset: 900, version })).rejects.toMatchObject({
    code: 'RECORDING_TOO_LARGE',
  });
});
