import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@meeting-intelligence/config';
import { egressFields, egressPolicy } from '@meeting-intelligence/egress';
import { autoTeardown, freePort, leakCheck } from '@meeting-intelligence/testing';
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
import { fetchLimits } from './watched-body.js';

const leaks = leakCheck();
const teardown = autoTeardown(afterEach);
const source = new HttpRecordingSource('1.2.3', policy, limits);
const never = new AbortController().signal;
const media = (answers: Readonly<Record<string, Answer>>) => recordingServer(teardown, answers);

afterAll(() => leaks.assertNone());

async function fetched(url: string, signal = never): Promise<string> {
  const { content } = await source.open(url, signal);
  return (await buffer(content)).toString();
}

test('gives what is there, with the name at the end of the path, and says who asks', async () => {
  const { url, requests } = await media({ '/a/planning%20meeting.ogg': giving('sound') });

  // The first of all requests takes its time.
  const patient = new HttpRecordingSource('1.2.3', policy, { ...limits, idleMs: 10_000 });
  const { content, filename } = await patient.open(url('/a/planning%20meeting.ogg'), never);

  expect((await buffer(content)).toString()).toBe('sound');
  expect(filename).toBe('planning meeting.ogg');
  expect(requests[0]!.headers).toMatchObject({
    'accept-encoding': 'identity',
    'user-agent': 'MeetingIntelligence/1.2.3',
  });
});

test('follows three redirects, relative ones too, and no fourth', async () => {
  const { url } = await media({
    '/0': to('/1'),
    '/1': to('2'),
    '/2': to('/3'),
    '/3': to('/4'),
    '/4': giving('sound'),
  });

  expect(await fetched(url('/1'))).toBe('sound');
  await expect(fetched(url('/0'))).rejects.toMatchObject({
    code: 'RECORDING_URL_REJECTED',
    retryable: false,
    message: expect.stringContaining('more than 3 redirects') as string,
  });
});

test.each([
  'http://10.0.0.1/',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'http://a:b@cms.example/',
])('does not follow a redirect to %s', async (location) => {
  const { url } = await media({ '/a': to(location) });

  await expect(fetched(url('/a'))).rejects.toMatchObject({ code: 'URL_BLOCKED', retryable: false });
});

test('does not follow a redirect to a name that leads into an inner network', async () => {
  const { port, requests } = await media({ '/': giving('secret') });
  const inner = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
  const guarded = new HttpRecordingSource('1', egressPolicy(loadConfig(egressFields, {})), limits, inner);

  await expect(guarded.open(`http://cms.example:${port}/?hidden`, never)).rejects.toMatchObject({
    code: 'URL_BLOCKED',
  });
  expect(requests).toEqual([]);
});

test.each([400, 401, 403, 404, 410, 204, 206, 300])('takes %i as the end of it', async (code) => {
  const { url } = await media({ '/hidden': status(code) });

  await expect(fetched(url('/hidden'))).rejects.toMatchObject({
    code: 'RECORDING_URL_REJECTED',
    retryable: false,
    message: expect.not.stringContaining('hidden') as string,
  });
});

test.each([408, 425, 429, 500, 502, 503])('comes again after a %i, when it is asked to', async (code) => {
  const { url } = await media({ '/a': status(code, { 'retry-after': '90' }) });

  await expect(fetched(url('/a'))).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    retryable: true,
    retryAfterMs: 90_000,
  });
});

test('does not wait for longer than an hour, whatever it is asked to', async () => {
  const { url } = await media({ '/a': status(503, { 'retry-after': '86400' }) });

  await expect(fetched(url('/a'))).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
});

test('a redirect without a location, and a content encoding, are the end of it', async () => {
  const gzip: Answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('sound');
  const { url } = await media({ '/a': status(302), '/b': gzip });

  await expect(fetched(url('/a'))).rejects.toMatchObject({ code: 'RECORDING_URL_REJECTED' });
  await expect(fetched(url('/b'))).rejects.toMatchObject({ code: 'RECORDING_URL_REJECTED' });
});

test('takes as many bytes as it may, and not one more, whether their number is told or not', async () => {
  const chunked =
    (bytes: number): Answer =>
    (response) => {
      response.write('x');
      response.end('x'.repeat(bytes - 1));
    };
  const { url } = await media({
    '/fits': chunked(1_000),
    '/told': giving('x'.repeat(1_001)),
    '/untold': chunked(1_001),
  });

  expect(await fetched(url('/fits'))).toHaveLength(1_000);
  await expect(source.open(url('/told'), never)).rejects.toMatchObject({ code: 'RECORDING_TOO_LARGE' });
  await expect(fetched(url('/untold'))).rejects.toMatchObject({
    code: 'RECORDING_TOO_LARGE',
    retryable: false,
  });
});

test.each<[string, string, Answer]>([
  ['does not answer', 'no answer within 300 ms', () => {}],
  ['stalls', 'it sent nothing for 300 ms', (response) => response.write('sound')],
  [
    'breaks off',
    'it stopped after 5 bytes',
    (response) => response.writeHead(200, { 'content-length': 9 }).write('sound', () => response.destroy()),
  ],
  ['hangs up', 'ECONNRESET', (response) => response.destroy()],
])('comes again to a server that %s', async (_, reason, answer) => {
  const { url } = await media({ '/hidden': answer });

  await expect(fetched(url('/hidden'))).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    retryable: true,
    message: expect.stringContaining(reason) as string,
  });
});

test('comes again to a server that is not there, naming its host only', async () => {
  const host = `127.0.0.1:${await freePort()}`;

  await expect(fetched(`http://${host}/hidden`)).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: `${host} did not give the recording: ECONNREFUSED`,
  });
});

test('comes again to a server that trickles, which never sends nothing for long', async () => {
  const { url } = await media({
    '/a': (response) => {
      const timer = setInterval(() => response.write('x'), 100);
      response.on('close', () => clearInterval(timer));
    },
  });

  await expect(fetched(url('/a'))).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: expect.stringContaining('it is too slow') as string,
  });
});

test('a server that would be fast enough for an upload trickles', async () => {
  const { url } = await media({
    '/a': async (response) => {
      for (let sent = 0; sent < 10; sent += 1) {
        response.write('x'.repeat(2_048));
        await sleep(100);
      }
      response.end();
    },
  });
  const impatient = new HttpRecordingSource('1', policy, {
    ...fetchLimits(1_000_000, 600_000),
    graceMs: 300,
  });
  const { content } = await impatient.open(url('/a'), never);

  await expect(buffer(content)).rejects.toMatchObject({
    code: 'RECORDING_URL_UNREACHABLE',
    message: expect.stringContaining('it is too slow') as string,
  });
});

test('a store that is slow is no server that stalls', async () => {
  const { url } = await media({ '/a': giving('sound') });
  const { content } = await source.open(url('/a'), never);
  const chunks: Buffer[] = [];

  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    await sleep(600);
  }

  expect(Buffer.concat(chunks).toString()).toBe('sound');
});

test('stops when the process does, before and in the middle of the recording', async () => {
  const { url } = await media({ '/silent': () => {}, '/slow': (response) => response.write('sound') });
  for (const path of ['/silent', '/slow']) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopping')), 50);

    await expect(fetched(url(path), stop.signal)).rejects.toThrow('stopping');
  }
});

test('says how large the recording is, where the server does', async () => {
  const chunked: Answer = (response) => {
    response.write('so');
    response.end('und');
  };
  const { url } = await media({ '/a': giving('sound'), '/b': chunked });
  const [told, untold] = [await source.open(url('/a'), never), await source.open(url('/b'), never)];

  expect([told.totalBytes, untold.totalBytes]).toEqual([5, undefined]);
  for (const { content } of [told, untold]) await buffer(content);
});

test('what is thrown away before it is read is not fetched on', async () => {
  const closed = Promise.withResolvers<void>();
  const { url } = await media({
    '/a': (response) => {
      response.on('close', () => closed.resolve()).write('sound');
    },
  });
  const { content } = await source.open(url('/a'), never);

  content.destroy();

  await closed.promise;
});
