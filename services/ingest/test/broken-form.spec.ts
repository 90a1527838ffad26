import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
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

test('answers 413 at once when the length says so', async () => {
  const socket = await forms.begin({ headers: { 'Content-Length': 1_073_741_825 } });

  await forms.expectRejected(await answerOn(socket), 413, 'RECORDING_TOO_LARGE');
});

test('stops at the limit of a body without a length', async () => {
  const socket = await forms.begin({ headers: { 'Transfer-Encoding': 'chunked' } });
  socket.on('error', () => {});
  socket.write(chunk(filePart('file', 'endless.wav', wav).subarray(0, -2)));
  const flood = setInterval(() => socket.write(chunk(Buffer.alloc(30_000))), 1);
  teardown.add('flood', () => clearInterval(flood));

  await forms.expectRejected(await answerOn(socket), 413, 'RECORDING_TOO_LARGE');
});

test('stops at the limit of fields and preambles too', async () => {
  await start({ maxParts: 1_000 });
  const socket = await forms.begin({
    headers: { 'Transfer-Encoding': 'chunked' },
  });
  socket.on('error', () => {});
  const flood = setInterval(() => socket.write(chunk(textPart('title', 'x'.repeat(40_000)))), 1);
  teardown.add('flood', () => clearInterval(flood));

  await forms.expectRejected(await answerOn(socket), 413, 'RECORDING_TOO_LARGE');
});

test('refuses what is not media without reading on, whatever it is called', async () => {
  const html = filePart('file', 'call.mp3', Buffer.from('<html>'.repeat(1_000)), 'audio/mpeg');
  const socket = await forms.begin({ headers: { 'Content-Length': 100_000 } });
  socket.write(html.subarray(0, 5_000));

  const problem = await forms.expectRejected(await answerOn(socket), 415, 'RECORDING_NOT_MEDIA');

  expect(problem.detail).toContain('found text');
});

test.each([
  ['in the file', Buffer.concat([file]).subarray(0, 9_000)],
  ['after the file', file],
  ['in a header', Buffer.concat([file, Buffer.from(`--${boundary}\r\nContent-Dispo`)])],
  ['in a field', Buffer.concat([file, textPart('title', 'abc').subarray(0, -3)])],
  ['in the last boundary', Buffer.concat([file, lastPart.subarray(0, -5)])],
  ['before it began', Buffer.alloc(0)],
])('a body that ends %s leaves nothing', async (_name, body) => {
  await forms.expectRejected(await forms.send([body]), 400, 'UPLOAD_INCOMPLETE');
});

const titlePart = (head: string) => Buffer.from(`--${boundary}\r\n${head}Weekly planning\r\n`);

test.each([
  ['without a Content-Disposition', titlePart('Content-Type: text/plain\r\n\r\n')],
  ['without any headers', titlePart('\r\n')],
  ['whose headers have no end', titlePart('Content-Disposition: form-data; name="title"\r\n')],
  ['of another disposition', titlePart('Content-Disposition: attachment; name="title"\r\n\r\n')],
  ['with a name of two lines', titlePart('Content-Disposition: form-data; name="ti\ntle"\r\n\r\n')],
])('a part %s is refused, as nobody would see it', async (_name, part) => {
  for (const parts of [
    [part, file, lastPart],
    [file, part, lastPart],
  ]) {
    const { detail } = await forms.expectRejected(await forms.send(parts), 400, 'INVALID_REQUEST');
    expect(detail).toContain('Content-Disposition: form-data; name="…"');
  }
});

test('a body that ends in the headers of a part is incomplete', async () => {
  const cut = titlePart('Content-Disposition: form-data; name="title"').subarray(0, -20);

  await forms.expectRejected(await forms.send([file, cut]), 400, 'UPLOAD_INCOMPLETE');
});

test.each([
  ['in the file', file.subarray(0, 9_000), expect.stringMatching(/^\.partial/)],
  ['after the file', Buffer.concat([file, textPart('title', 'x').subarray(0, -4)]), key],
])('a client that goes away %s leaves nothing', async (_name, body, before) => {
  const socket = await forms.begin({ headers: { 'Content-Length': 50_000 } });
  socket.write(body);
  await eventually(async () => expect(await forms.stored()).toEqual([before]));
  socket.destroy();

  await eventually(() => expect(forms.outcomes).toMatchObject([{ code: 'UPLOAD_INCOMPLETE' }]));
  expect(await forms.stored()).toEqual([]);
});

test('gives up on a client that stalls', async () => {
  await start({ idleMs: 200 });
  const socket = await forms.begin({ headers: { 'Content-Length': 50_000 } });
  socket.write(file.subarray(0, 9_000));

  await forms.expectRejected(await answerOn(socket), 408, 'UPLOAD_INCOMPLETE');
});

test('gives up on a trickle', async () => {
  await start({ idleMs: 400, graceMs: 600 });
  const socket = await forms.begin({
    headers: { 'Content-Length': 50_000 },
  });
  const trickle = setInterval(() => socket.write('-'), 50);
  teardown.add('trickle', () => clearInterval(trickle));

  const { detail } = await forms.expectRejected(await answerOn(socket), 408, 'UPLOAD_INCOMPLETE');

  expect(detail).toContain('bytes per second');
});

test('does not blame the client when the store is slow', async () => {
  await start({ idleMs: 200, maxFileBytes: 3_000_000 });
  const { store } = forms;
  const put = store.put.bind(store);
  store.put = async (...args) => {
    await sleep(600);
    return put(...args);
  };
  const large = filePart('file', 'large.wav', Buffer.concat([wav, Buffer.alloc(2_000_000)]));

  expect((await forms.send([large, lastPart])).status).toBe(202);
});

test('answers 503 when the store is full, and reads no further', async () => {
  forms.store.put = async (_key, source) => {
    source.once('data', () => source.destroy());
    throw new AppError('STORAGE_FULL', 'no space left on /var/lib/x');
  };
  const socket = await forms.begin({ headers: { 'Content-Length': 90_000 } });
  socket.write(file);

  const problem = await forms.expectRejected(await answerOn(socket), 503, 'STORAGE_FULL');

  expect(problem.detail).not.toContain('/var');
});

test('500 aborted forms leave no file', async () => {
  await start();
  const sockets = await Promise.all(
    Array.from({ length: 500 }, () => forms.begin({ headers: { 'Content-Length': 50_000 } })),
  );
  for (const socket of sockets) socket.write(file.subarray(0, 9_000), () => socket.destroy());

  await eventually(() => expect(forms.outcomes).toHaveLength(500));
  expect(await forms.stored()).toEqual([]);
});
