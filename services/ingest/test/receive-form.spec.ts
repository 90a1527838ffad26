import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UploadLimits } from '../src/limits/upload-limits.js';
import { answerOn, boundary, chunk, filePart, lastPart, textPart } from './raw-http.js';
import { file, key, FormServer, wav } from './form-server.js';

const teardown = autoTeardown(afterEach);
let forms: FormServer;

beforeEach(() => start());

async function start(limits?: Partial<UploadLimits>): Promise<void> {
  forms = await FormServer.start(teardown, limits);
}

test('stores the recording and reads fields before and after it', async () => {
  const answer = await forms.send([
    textPart('title', 'Über alles'),
    file,
    textPart('language', 'en'),
    lastPart,
  ]);

  expect(answer.status).toBe(202);
  expect(forms.outcomes).toMatchObject([
    {
      recording: { key, filename: 'call.wav', contentType: 'audio/wav', sizeBytes: wav.length },
      form: { title: 'Über alles', language: 'en' },
    },
  ]);
  expect(await forms.stored()).toEqual([key]);
});

test('takes the recording under its other name, byte by byte, without a length, with an epilogue', async () => {
  const socket = await forms.begin({ headers: { 'Transfer-Encoding': 'chunked' } });
  const body = Buffer.concat([
    filePart('recording', 'a.wav', wav.subarray(0, 300)),
    textPart('title', 'slow'),
    lastPart,
    Buffer.from('epilogue'),
  ]);
  for (const byte of body) socket.write(chunk(Buffer.from([byte])));
  socket.write('0\r\n\r\n');

  expect((await answerOn(socket)).status).toBe(202);
  expect(forms.outcomes).toMatchObject([{ recording: { sizeBytes: 300 }, form: { title: 'slow' } }]);
});

test('a file exactly as large as the limit passes, one byte more does not', async () => {
  await start({ maxFileBytes: wav.length });

  expect((await forms.send([file, lastPart])).status).toBe(202);
  await forms.store.delete(key);
  const larger = filePart('file', 'call.wav', Buffer.concat([wav, Buffer.alloc(1)]));
  await forms.expectRejected(await forms.send([larger, lastPart]), 413, 'RECORDING_TOO_LARGE');
});

test('takes all fields at once, each as long as it may be', async () => {
  // Escaped, a character of JSON is six bytes.
  const escaped = (items: number, length: number) =>
    `[${Array.from({ length: items }, (_, item) => `"${'\\u6771'.repeat(length - 3)}${item + 100}"`).join(',')}]`;
  const url = 'https://cms.example/';
  const fields = {
    title: '東'.repeat(500),
    recorded_at: '2026-11-20T10:00:00.123456789+01:00',
    speaker_names: escaped(32, 100),
    vocabulary: escaped(200, 50),
    summary_template: '東'.repeat(4_000),
    external_id: '東'.repeat(255),
    webhook_url: url + 'x'.repeat(2_048 - url.length),
    webhook_secret: 'x'.repeat(255),
    metadata: `{"a":"${'x'.repeat(16_384 - 8)}"}`,
  };
  const parts = Object.entries(fields).map(([name, value]) => textPart(name, value));

  expect((await forms.send([...parts, file, lastPart])).status).toBe(202);
  const [{ form } = { form: undefined }] = forms.outcomes as { form?: Record<string, unknown> }[];
  expect(form?.vocabulary).toHaveLength(200);
});

test.each([
  ['no parts', [lastPart], 422, 'RECORDING_MISSING', ['/file missing']],
  ['no file', [textPart('title', 'x'), lastPart], 422, 'RECORDING_MISSING', ['/file missing']],
  [
    'an empty file',
    [filePart('file', 'a.wav', Buffer.alloc(0)), lastPart],
    422,
    'RECORDING_EMPTY',
    ['/file empty'],
  ],
  ['two files', [file, file, lastPart], 422, 'INVALID_REQUEST', ['/file duplicate']],
  [
    'two files under different names',
    [file, filePart('recording', 'b.wav', wav), lastPart],
    422,
    'INVALID_REQUEST',
    ['/file duplicate'],
  ],
  ['a file as text', [textPart('file', '@call.wav'), lastPart], 422, 'INVALID_REQUEST', ['/file invalid']],
  [
    'a file under another name',
    [filePart('audio', 'a.wav', wav), lastPart],
    422,
    'INVALID_REQUEST',
    ['/audio unknown', '/file missing'],
  ],
  [
    'text as a file',
    [file, filePart('title', 'blob', Buffer.from('x')), lastPart],
    422,
    'INVALID_REQUEST',
    ['/title unknown'],
  ],
  [
    'an unknown field',
    [file, textPart('owner_id', '1'), lastPart],
    422,
    'INVALID_REQUEST',
    ['/owner_id unknown'],
  ],
  [
    'a field twice',
    [textPart('title', 'a'), file, textPart('title', 'b'), lastPart],
    422,
    'INVALID_REQUEST',
    ['/title duplicate'],
  ],
  ['an empty field', [file, textPart('language', ''), lastPart], 422, 'INVALID_REQUEST', ['/language empty']],
  [
    'a huge field',
    [file, textPart('metadata', 'x'.repeat(70_000)), lastPart],
    422,
    'INVALID_REQUEST',
    ['/metadata too_long'],
  ],
  [
    'a field a little too long',
    [file, textPart('title', 'x'.repeat(501)), lastPart],
    422,
    'INVALID_REQUEST',
    ['/title too_long'],
  ],
  ['NUL in a field', [file, textPart('title', 'a\0b'), lastPart], 422, 'INVALID_REQUEST', ['/title invalid']],
  [
    'a field that is not UTF-8',
    [file, textPart('title', Buffer.from([0x61, 0xff, 0xfe])), lastPart],
    422,
    'INVALID_REQUEST',
    ['/title invalid'],
  ],
  [
    'a lone surrogate in UTF-8',
    [file, textPart('title', Buffer.from([0xed, 0xa0, 0x80])), lastPart],
    422,
    'INVALID_REQUEST',
    ['/title invalid'],
  ],
  [
    'many faults, before and after the file',
    [
      textPart('title', ''),
      file,
      textPart('speakers_expected', '99'),
      textPart('nope', '1'),
      filePart('file', 'b', wav),
      lastPart,
    ],
    422,
    'INVALID_REQUEST',
    ['/nope unknown', '/file duplicate', '/title empty', '/speakers_expected invalid'],
  ],
] as const)('rejects %s', async (_name, parts, status, code, faults) => {
  const { errors } = await forms.expectRejected(await forms.send(parts), status, code);

  expect(errors.map((fault) => `${fault.pointer} ${fault.code}`)).toEqual(faults);
});

test('names and file names from outside are harmless', async () => {
  const answer = await forms.send([filePart('file', '../../etc/cron.d/\u202ex', wav), lastPart]);

  expect(answer.status).toBe(202);
  expect(forms.outcomes).toMatchObject([{ recording: { filename: 'x' } }]);
  expect(await forms.stored()).toEqual([key]);
});

test.each([
  ['without a boundary', { contentType: 'multipart/form-data' }, 400, 'INVALID_REQUEST'],
  ['with an empty boundary', { contentType: 'multipart/form-data; boundary=' }, 400, 'INVALID_REQUEST'],
  ['as JSON', { contentType: 'application/json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'as multipart/mixed',
    { contentType: `multipart/mixed; boundary=${boundary}` },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['without a content type', { contentType: null }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['compressed', { headers: { 'Content-Encoding': 'gzip' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'with another boundary than it has',
    { contentType: 'multipart/form-data; boundary=other' },
    400,
    'UPLOAD_INCOMPLETE',
  ],
])('rejects a body %s', async (_name, request, status, code) => {
  await forms.expectRejected(await forms.send([file, lastPart], request), status, code);
});

test('refuses the 31st part', async () => {
  const parts = Array.from({ length: 100 }, (_, index) => textPart(`field${index}`, 'x'));
  const { detail } = await forms.expectRejected(
    await forms.send([...parts, file, lastPart]),
    422,
    'INVALID_REQUEST',
  );

  expect(detail).toBe('expected at most 30 parts');
});
