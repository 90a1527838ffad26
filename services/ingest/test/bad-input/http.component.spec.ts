/** Bytes that are no HTTP, or are read as two different requests by two servers (request smuggling). */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { autoTeardown } from '@meeting-intelligence/testing';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ingestService } from '../../src/ingest.module.js';
import { answerOn } from '../raw-http.js';
import { RunningIngest } from '../running-ingest.js';
import { AttackedIngest, attackIngest } from './attacked-ingest.js';
import { exchange, requestBytes, type RequestBytes } from './exchange.js';

let attacked: AttackedIngest;
attackIngest((given) => (attacked = given));
const teardown = autoTeardown(afterEach);

const jobs = '/v1/jobs';
const job = `/v1/jobs/${randomUUID()}`;
const framed =
  (...headers: [string, string][]) =>
  (body: string): RequestBytes => ({
    method: 'POST',
    path: jobs,
    headers: [['Content-Type', 'application/json'], ...headers],
    body,
  });
const chunked = framed(['Transfer-Encoding', 'chunked']);
const headers = (...given: [string, string][]): RequestBytes => ({ path: job, headers: given });

test.each<[string, RequestBytes]>([
  ['a length and chunks', framed(['Content-Length', '4'], ['Transfer-Encoding', 'chunked'])('0\r\n\r\n')],
  ['chunks and a length', framed(['Transfer-Encoding', 'chunked'], ['Content-Length', '4'])('0\r\n\r\n')],
  ['two lengths', framed(['Content-Length', '2'], ['Content-Length', '3'])('{}')],
  ['one length twice', framed(['Content-Length', '2'], ['Content-Length', '2'])('{}')],
  ['a list of lengths', framed(['Content-Length', '2, 2'])('{}')],
  ['a length of +2', framed(['Content-Length', '+2'])('{}')],
  ['a length of -2', framed(['Content-Length', '-2'])('{}')],
  ['a length of 0x2', framed(['Content-Length', '0x2'])('{}')],
  ['a length of 2e0', framed(['Content-Length', '2e0'])('{}')],
  ['a length of 2.0', framed(['Content-Length', '2.0'])('{}')],
  ['no length in its place', framed(['Content-Length', ''])('{}')],
  ['a length of 2^64 + 2', framed(['Content-Length', '18446744073709551618'])('{}')],
  ['a space before the colon of the length', framed(['Content-Length ', '2'])('{}')],
  ['a tab before the colon of the chunks', framed(['Transfer-Encoding\t', 'chunked'])('0\r\n\r\n')],
  ['no coding', framed(['Transfer-Encoding', 'identity'])('{}')],
  ['an unknown coding', framed(['Transfer-Encoding', 'xchunked'])('{}')],
  ['chunks that are not the last coding', framed(['Transfer-Encoding', 'chunked, identity'])('0\r\n\r\n')],
  ['chunks twice', framed(['Transfer-Encoding', 'chunked'], ['Transfer-Encoding', 'chunked'])('0\r\n\r\n')],
  ['a vertical tab before chunks', framed(['Transfer-Encoding', '\x0bchunked'])('0\r\n\r\n')],
  ['a chunk of -1', chunked('-1\r\n{}\r\n0\r\n\r\n')],
  ['a chunk of 0x2', chunked('0x2\r\n{}\r\n0\r\n\r\n')],
  ['a chunk of 2^64 bytes', chunked('10000000000000000\r\n{}\r\n0\r\n\r\n')],
  ['a chunk that is longer than it says', chunked('1\r\n{}\r\n0\r\n\r\n')],
  ['a chunk without a length', chunked('\r\n{}\r\n0\r\n\r\n')],
  ['chunks with line feeds alone', chunked('2\n{}\n0\n\n')],
  ['40 KB behind the length of a chunk', chunked(`2;${'x'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`)],
  ['a folded header', headers(['X-Note', 'a\r\n b'])],
  ['a header without a colon', headers(['X-Note\r\nX-Other', 'a'])],
  ['a header without a name', headers(['', 'a'])],
  ['NUL in a header', headers(['X-Note', 'a\0b'])],
  ['a carriage return in a header', headers(['X-Note', 'a\rb'])],
  ['a bracket in the name of a header', headers(['X(', 'a'])],
  ['a space in the path', { path: '/v1/jobs/a b' }],
  ['bytes in the path', { path: '/v1/jobs/\x80' }],
  ['a path that begins with nothing', { path: 'v1/jobs' }],
  ['a path of backslashes', { path: '\\v1\\jobs' }],
  ['HTTP/1.7', { path: jobs, version: '1.7' }],
  ['the method BREW', { method: 'BREW', path: jobs }],
  ['the method get', { method: 'get', path: jobs }],
  ['a method of 10 000 characters', { method: 'G'.repeat(10_000), path: jobs }],
  ['the preface of HTTP/2', { method: 'PRI', path: '*', version: '2.0' }],
])('a request with %s is not HTTP', async (_, request) => {
  await attacked.expectRefused(request, 400, 'INVALID_REQUEST');
});

test.each<[string, RequestBytes]>([
  ['64 KiB of Accept', headers(['Accept', 'a/b,'.repeat(16_384)])],
  ['64 KiB of If-None-Match', headers(['If-None-Match', '"'.repeat(65_536)])],
  ['64 KiB of Authorization', headers(['Authorization', `Bearer mi_${'x'.repeat(65_536)}`])],
  ['64 KiB of Cookie', headers(['Cookie', 'a=b;'.repeat(16_384)])],
  ['a URL of 64 KiB', { path: `${jobs}?${'x'.repeat(65_536)}` }],
  [
    '100 000 headers',
    headers(...Array.from({ length: 100_000 }, (_, n): [string, string] => [`X-${n}`, ''])),
  ],
  ['100 000 headers behind its chunks', chunked(`2\r\n{}\r\n0\r\n${'X: y\r\n'.repeat(100_000)}\r\n`)],
])('%s is more head than is read', async (_, request) => {
  await attacked.expectRefused(request, 431, 'INVALID_REQUEST');
});

test.each<[string, string]>([
  ['bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['a line of SMTP', 'HELO gateway\r\n'],
  ['an answer', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['NUL', '\0'.repeat(1_000)],
])('%s in place of a request get a problem', async (_, bytes) => {
  const [answer] = await exchange(attacked.ingest.url, Buffer.from(bytes, 'latin1'));

  expect(attacked.problemIn(answer!)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
});

test('what follows a refused request on its connection is not taken for a request', async () => {
  const smuggled = requestBytes({ path: '/openapi.json' });
  const ambiguous = framed(['Content-Length', '4'], ['Transfer-Encoding', 'chunked'])('0\r\n\r\n');
  const bytes = Buffer.concat([requestBytes(ambiguous), smuggled]);

  expect((await exchange(attacked.ingest.url, bytes, { answers: 2 })).map(({ status }) => status)).toEqual([
    400,
  ]);
});

test('a body that is refused unread is not taken for a request either', async () => {
  const inside = requestBytes({ path: '/openapi.json' });
  const outside = requestBytes({
    method: 'POST',
    path: '/v1/jobs',
    headers: [['Content-Type', 'text/plain']],
    body: inside,
  });
  const [first, ...others] = await exchange(attacked.ingest.url, outside, { answers: 2, goAway: true });

  expect([first?.status, others]).toEqual([401, []]);
});

test('100 requests at once on one connection are answered, in their order', async () => {
  const bytes = Array.from({ length: 100 }, (_, number) =>
    requestBytes({ path: number % 2 ? '/docs' : '/nothing', headers: [['X-Request-Id', `n-${number}`]] }),
  );

  const answers = await exchange(attacked.ingest.url, Buffer.concat(bytes), { answers: 100 });

  expect(answers.map(({ headers: { 'x-request-id': id }, status }) => `${id} ${status}`)).toEqual(
    bytes.map((_, number) => `n-${number} ${number % 2 ? 200 : 404}`),
  );
});

test.each(['100-continue', '100-Continue'])('Expect: %s is answered by the refusal alone', async (value) => {
  const request: RequestBytes = {
    method: 'POST',
    path: jobs,
    headers: [
      ['Expect', value],
      ['Content-Type', 'multipart/form-data; boundary=x'],
      ['Content-Length', '99999999'],
    ],
  };

  await attacked.expectRefused(request, 413, 'RECORDING_TOO_LARGE');
});

test.each([
  ['websocket', 'Upgrade'],
  ['h2c', 'Upgrade, HTTP2-Settings'],
])('nobody is led out of HTTP/1.1 by an upgrade to %s', async (upgrade, connection) => {
  const request = headers(['Upgrade', upgrade], ['Connection', connection], ['HTTP2-Settings', 'AAMAAABk']);

  await attacked.expectRefused(request, 404, 'JOB_NOT_FOUND');
});

test('the gateway is no proxy', async () => {
  const bytes = requestBytes({ method: 'CONNECT', path: '169.254.169.254:80' });

  expect(await exchange(attacked.ingest.url, bytes)).toEqual([]);
});

test('HTTP/1.0 is answered too', async () => {
  await attacked.expectRefused({ path: job, version: '1.0' }, 404, 'JOB_NOT_FOUND');
});

test('of a head that does not end nothing is kept', async () => {
  const { http } = ingestService;
  let given = 0;
  const ingest = await RunningIngest.start(teardown, undefined, {
    ...ingestService,
    http: {
      ...http!,
      configure: async (app: NestFastifyApplication, config) => {
        await http!.configure?.(app, config);
        const { server }: FastifyInstance = app.getHttpAdapter().getInstance();
        given = server.headersTimeout;
        // The real one would take the time of the test.
        server.headersTimeout = 500;
      },
    },
  });
  const socket = connect(Number(new URL(ingest.url).port), '127.0.0.1');
  teardown.add('socket', () => socket.destroy());
  socket.write('GET /v1/jobs HTTP/1.1\r\nHost: gateway.example\r\nX-');

  const answer = await answerOn(socket, 5_000);

  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([408, { code: 'INVALID_REQUEST' }]);
  expect(given).toBe(15_000);
});
