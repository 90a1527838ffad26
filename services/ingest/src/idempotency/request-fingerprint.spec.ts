import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { FilePart, TextPart } from '../forms/read-multipart.js';
import { RequestFingerprint } from './request-fingerprint.js';

const form = { 'content-type': 'multipart/form-data; boundary=one' };
const text = (name: string, value: string): TextPart => ({ name, value, isTruncated: false });

/** What is passed on is what came. */
async function fingerprintOf(
  parts: readonly (TextPart | { name: string; filename?: string; bytes: string })[],
  headers: Record<string, string> = form,
): Promise<string> {
  const fingerprint = new RequestFingerprint({ headers, query: {} });
  const passed: string[] = [];
  const reader = fingerprint.watching({
    text: ({ value }) => void passed.push(value),
    file: async ({ content }: FilePart) => void passed.push((await buffer(content)).toString()),
  });
  for (const part of parts)
    if ('bytes' in part) {
      const content = Readable.from([...part.bytes].map((byte) => Buffer.from(byte)));
      await reader.file({ name: part.name, filename: part.filename, content });
    } else reader.text(part);
  expect(passed).toEqual(parts.map((part) => ('bytes' in part ? part.bytes : part.value)));
  return fingerprint.digest('salt');
}

const file = { name: 'file', filename: 'a.ogg', bytes: 'OggS' };
const [title, secret] = [text('title', 'Planning'), text('webhook_secret', 's3cret')];

test('a form says the same in another order, and with another boundary', async () => {
  const one = await fingerprintOf([title, secret, file]);

  expect(await fingerprintOf([file, secret, title])).toBe(one);
  expect(
    await fingerprintOf([title, file, secret], { 'content-type': 'Multipart/Form-Data;boundary=2' }),
  ).toBe(one);
});

test.each([
  ['another file', [title, secret, { ...file, bytes: 'OggT' }]],
  ['another file name', [title, secret, { ...file, filename: 'b.ogg' }]],
  ['the file under its other name', [title, secret, { ...file, name: 'recording' }]],
  ['another value', [text('title', 'planning'), secret, file]],
  ['a value less', [title, file]],
  ['values exchanged', [text('title', 's3cret'), text('webhook_secret', 'Planning'), file]],
  ['a field in place of the file', [title, secret, text('file', 'OggS')]],
  ['a field twice', [title, title, secret, file]],
])('%s is something else', async (_name, parts) => {
  expect(await fingerprintOf(parts)).not.toBe(await fingerprintOf([title, secret, file]));
});

function ofJson(
  body: unknown,
  headers: Record<string, string> = {},
  query: unknown = {},
  salt = 'salt',
): string {
  const fingerprint = new RequestFingerprint({ headers, query });
  fingerprint.ofJson(body);
  return fingerprint.digest(salt);
}

test('JSON says the same with its names in another order, and something else with other values', () => {
  expect(ofJson({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(ofJson({ b: { d: 2, c: [1, 2] }, a: 1 }));
  expect(ofJson({ a: 1 })).not.toBe(ofJson({ a: '1' }));
  expect(ofJson([1, 2])).not.toBe(ofJson([2, 1]));
  expect(ofJson(undefined)).not.toBe(ofJson({}));
  expect(ofJson({}, {}, { dry_run: 'true' })).not.toBe(ofJson({}));
});

test('what a resumable upload says of itself counts, any other header does not', () => {
  const one = ofJson(null, { 'upload-length': '100', 'upload-metadata': 'filename YQ==', host: 'a' });

  expect(ofJson(null, { 'upload-length': '100', 'upload-metadata': 'filename YQ==', host: 'b' })).toBe(one);
  expect(ofJson(null, { 'upload-length': '101', 'upload-metadata': 'filename YQ==' })).not.toBe(one);
});

test('what is kept of two requests that are alike is not', () => {
  expect(ofJson({ a: 1 }, {}, {}, 'one')).not.toBe(ofJson({ a: 1 }, {}, {}, 'other'));
});

test('a file that breaks off breaks off for its reader too', async () => {
  const fingerprint = new RequestFingerprint({ headers: form, query: {} });
  const content = new Readable({ read: () => {} });
  const read = fingerprint
    .watching({ text: () => {}, file: async (part) => void (await buffer(part.content)) })
    .file({ name: 'file', filename: undefined, content });
  content.push(createHash('sha256').digest());
  content.destroy(new Error('the client went away'));

  await expect(read).rejects.toThrow('the client went away');
});
