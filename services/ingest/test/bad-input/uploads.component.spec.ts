/**
 * Uploads that are none, over the wire. The finer cases are in receive-upload.spec.ts and broken-upload.spec.ts (pace,
 * lengths, endings), media-sniffer.spec.ts (formats) and collected-form.spec.ts (fields); those of a speaking length of
 * time, such as a byte a second, are in broken-upload.spec.ts with shorter limits.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { boundary, chunk, filePart, lastPart, textPart } from '../raw-http.js';
import { sample } from '../running-ingest.js';
import { AttackedIngest, attackIngest } from './attacked-ingest.js';
import type { RequestBytes } from './exchange.js';

let attacked: AttackedIngest;
attackIngest((given) => (attacked = given));

const ogg = await readFile(sample);
const file = filePart('file', 'call.ogg', ogg);
const large = filePart('file', 'call.ogg', Buffer.concat([ogg, Buffer.alloc(1_000_000)]));
const form = (...parts: readonly Buffer[]): RequestBytes => ({
  method: 'POST',
  path: '/v1/jobs',
  headers: [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
  body: Buffer.concat(parts),
});
const named = (name: string, content: string | Buffer) =>
  form(filePart('file', name, Buffer.from(content), 'audio/mpeg'), lastPart);
const withHeaders = ({ headers = [], ...request }: RequestBytes, ...more: [string, string][]) => ({
  ...request,
  headers: [...headers.filter(([name]) => !more.some(([other]) => name === other)), ...more],
});
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

test.each<[string, RequestBytes, number, string, string?]>([
  ['an empty file', named('a.mp3', ''), 422, 'RECORDING_EMPTY', '/file'],
  ['no parts', form(lastPart), 422, 'RECORDING_MISSING', '/file'],
  ['no parts and no end', form(), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['two files', form(file, file, lastPart), 422, 'INVALID_REQUEST', '/file'],
  ['a file of one byte too many', form(large, lastPart), 413, 'RECORDING_TOO_LARGE'],
  [
    '10 000 parts',
    form(...Array.from({ length: 10_000 }, () => textPart('a', 'x')), lastPart),
    422,
    'INVALID_REQUEST',
  ],
  [
    '1 000 files',
    form(...Array.from({ length: 1_000 }, () => filePart('file', 'a', Buffer.from('x'))), lastPart),
    422,
    'INVALID_REQUEST',
  ],
  ['a JPEG', named('a.mp3', Buffer.from('ffd8ffe000104a464946', 'hex')), 415, 'RECORDING_NOT_MEDIA', '/file'],
  ['a PNG', named('a.mp3', png), 415, 'RECORDING_NOT_MEDIA', '/file'],
  [
    'an SVG',
    named('a.mp3', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  ['a zip', named('a.mp3', Buffer.from('504b030414000000', 'hex')), 415, 'RECORDING_NOT_MEDIA', '/file'],
  ['gzip of a recording', named('a.ogg', gzipSync(ogg)), 415, 'RECORDING_NOT_MEDIA', '/file'],
  ['HTML', named('a.mp3', '<!DOCTYPE html><script>alert(1)</script>'), 415, 'RECORDING_NOT_MEDIA', '/file'],
  ['PHP', named('a.mp3', '<?php system($_GET["c"]);'), 415, 'RECORDING_NOT_MEDIA', '/file'],
  ['a program', named('a.mp3', Buffer.from('7f454c4602010100', 'hex')), 415, 'RECORDING_NOT_MEDIA', '/file'],
  [
    'HLS',
    named('a.mp3', '#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/\n'),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  [
    'HLS behind a mark',
    named('a.mp3', '\uFEFF#EXTM3U\nfile:///etc/passwd\n'),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  [
    'DASH',
    named('a.mp3', '<?xml version="1.0"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>'),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  [
    'SDP',
    named('a.mp3', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=audio 1 RTP/AVP 0\r\n'),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  [
    'ffconcat',
    named('a.mp3', "ffconcat version 1.0\nfile '/etc/passwd'\n"),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  ['noughts', named('a.mp3', Buffer.alloc(100_000)), 415, 'RECORDING_NOT_MEDIA', '/file'],
  [
    'a magic number too late',
    named('a.mp3', Buffer.concat([Buffer.alloc(100), ogg])),
    415,
    'RECORDING_NOT_MEDIA',
    '/file',
  ],
  ['a name without a file', form(textPart('file', '/etc/passwd'), lastPart), 422, 'INVALID_REQUEST', '/file'],
  [
    'a URL in place of a file',
    form(textPart('recording_url', 'https://media.example/'), lastPart),
    422,
    'INVALID_REQUEST',
  ],
  [
    'a file and a URL',
    form(file, textPart('recording_url', 'https://media.example/'), lastPart),
    422,
    'INVALID_REQUEST',
    '/recording_url',
  ],
  [
    'a name of 10 000 characters',
    form(file, textPart('x'.repeat(10_000), '1'), lastPart),
    422,
    'INVALID_REQUEST',
    `/${'x'.repeat(60)}`,
  ],
  [
    'a field named __proto__',
    form(file, textPart('__proto__', '{"admin":true}'), lastPart),
    422,
    'INVALID_REQUEST',
    '/__proto__',
  ],
  [
    'a field named constructor',
    form(file, textPart('constructor', 'x'), lastPart),
    422,
    'INVALID_REQUEST',
    '/constructor',
  ],
  [
    'a field named as of a list',
    form(file, textPart('title[]', 'x'), lastPart),
    422,
    'INVALID_REQUEST',
    '/title[]',
  ],
  [
    'a field without a name',
    form(file, Buffer.from(`--${boundary}\r\nContent-Disposition: form-data\r\n\r\nx\r\n`), lastPart),
    422,
    'INVALID_REQUEST',
  ],
  [
    'another boundary',
    withHeaders(form(file, lastPart), ['Content-Type', 'multipart/form-data; boundary=other']),
    400,
    'UPLOAD_INCOMPLETE',
  ],
  [
    'no boundary',
    withHeaders(form(file, lastPart), ['Content-Type', 'multipart/form-data']),
    400,
    'INVALID_REQUEST',
  ],
  [
    'a boundary of 10 000 characters',
    withHeaders(form(file, lastPart), [
      'Content-Type',
      `multipart/form-data; boundary=${'x'.repeat(10_000)}`,
    ]),
    400,
    'INVALID_REQUEST',
  ],
  [
    'a boundary of 71 characters',
    withHeaders(form(file, lastPart), ['Content-Type', `multipart/form-data; boundary="${'x'.repeat(71)}"`]),
    400,
    'INVALID_REQUEST',
  ],
  [
    'two boundaries',
    withHeaders(form(file, lastPart), [
      'Content-Type',
      `multipart/form-data; boundary=other; boundary=${boundary}`,
    ]),
    400,
    'UPLOAD_INCOMPLETE',
  ],
  [
    'gzip around it',
    withHeaders(form(gzipSync(Buffer.concat([file, lastPart]))), ['Content-Encoding', 'gzip']),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['no end', form(file), 400, 'UPLOAD_INCOMPLETE'],
])('an upload of %s is refused', async (_, request, status, code, pointer) => {
  await attacked.expectRefused(request, status, code, pointer);
});

test.each<[string, [string, string][], string | Buffer, number, string]>([
  ['of 1 GiB and a byte', [['Content-Length', '1073741825']], '', 413, 'RECORDING_TOO_LARGE'],
  ['of 2^53 bytes', [['Content-Length', '9007199254740993']], '', 413, 'RECORDING_TOO_LARGE'],
  [
    'that does not say so',
    [['Transfer-Encoding', 'chunked']],
    Buffer.concat([
      chunk(large.subarray(0, -2)),
      ...Array.from({ length: 20 }, () => chunk(Buffer.alloc(10_000))),
    ]),
    413,
    'RECORDING_TOO_LARGE',
  ],
])('an upload that is too large, %s, is refused while it comes', async (_, headers, body, status, code) => {
  await attacked.expectRefused({ ...withHeaders(form(), ...headers), body }, status, code);
});

test.each<[string, Buffer]>([
  ['in the file', file.subarray(0, 50_000)],
  ['behind the file', file],
  ['in the last line', Buffer.concat([file, lastPart.subarray(0, -4)])],
  ['in a head', Buffer.concat([file, Buffer.from(`--${boundary}\r\nContent-Disp`)])],
  ['before it began', Buffer.alloc(0)],
])('a client that promises more and goes away %s leaves nothing', async (_, body) => {
  const request = withHeaders(form(), ['Content-Length', '900000']);

  const answer = await attacked.send({ ...request, body }, { goAway: true }).catch(() => undefined);

  if (answer) expect([answer.status, attacked.problemIn(answer).status]).toEqual([400, 400]);
});

test.each<[string, string, string]>([
  ['that leads up', '../../etc/cron.d/x', 'x'],
  ['of Windows that leads up', '..\\\\..\\\\windows\\\\x.mp3', 'x.mp3'],
  ['with NUL', 'a\0b.mp3', 'ab.mp3'],
  ['with an escape sequence', 'a\u001b[31mb.mp3', 'a[31mb.mp3'],
  ['that is read backwards', 'a\u202e3pm.exe', 'a3pm.exe'],
  ['with a tag', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['of 4 KB', `${'x'.repeat(4_096)}.mp3`, 'x'.repeat(200)],
  ['that is a pipe', '|id', '|id'],
  ['that is an option', '-version', '-version'],
])('a file under a name %s is stored under our own, and shown harmlessly', async (_, name, label) => {
  const answer = await attacked.send(form(filePart('file', name, ogg), lastPart));
  const { id } = JSON.parse(answer.body) as { id: string };

  expect(answer.status).toBe(202);
  expect(answer.headers.location).toBe(`/v1/jobs/${id}`);
  expect(await attacked.ingest.recordings()).toContain(id);
  await attacked.acceptTraces();
  const submission = attacked.ingest.bus.published.find(({ subject }) => subject === id);
  expect(submission?.data).toMatchObject({ recording: { key: `recordings/${id}`, filename: label } });
});
