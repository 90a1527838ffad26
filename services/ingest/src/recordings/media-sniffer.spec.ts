import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MediaSniffer } from './media-sniffer.js';

const sample = fileURLToPath(new URL('../../../../samples/planning-meeting.ogg', import.meta.url));
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const padded = (head: Buffer) => Buffer.concat([head, Buffer.alloc(8_000)]);
const wav = padded(Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt ', 'latin1'));

async function sniff(content: Buffer | Readable) {
  const sniffer = new MediaSniffer();
  const source =
    content instanceof Readable ? content : Readable.from([content.subarray(0, 10), content.subarray(10)]);
  source.pipe(sniffer);
  const passed = await buffer(sniffer);
  return { type: sniffer.contentType, passed };
}

test('passes a recording through unchanged and says what it is', async () => {
  const { type, passed } = await sniff(createReadStream(sample));

  expect(type).toMatch(/^audio\/ogg/);
  expect(passed).toEqual(await buffer(createReadStream(sample)));
});

test.each([
  ['wav', wav, 'audio/wav'],
  ['a wav of a few bytes', wav.subarray(0, 44), 'audio/wav'],
  ['mp3', padded(hex('fff3 84c4')), 'audio/mpeg'],
  ['mp3 behind an ID3 tag', padded(Buffer.from('ID3\x03\x00\x00\x00\x01\x7f\x7f', 'latin1')), 'audio/mpeg'],
  ['m4a', padded(Buffer.concat([hex('0000 0020'), Buffer.from('ftypM4A ')])), 'audio/x-m4a'],
  ['mp4', padded(Buffer.concat([hex('0000 0020'), Buffer.from('ftypisom')])), 'video/mp4'],
  ['mov', padded(Buffer.concat([hex('0000 0014'), Buffer.from('ftypqt  ')])), 'video/quicktime'],
  ['flac', padded(Buffer.from('fLaC')), 'audio/flac'],
  [
    'webm',
    Buffer.concat([hex('1a45dfa3 9f 4282 84'), Buffer.from('webm'), Buffer.alloc(5_000)]),
    'video/webm',
  ],
  [
    'matroska',
    Buffer.concat([hex('1a45dfa3 9f 4282 88'), Buffer.from('matroska'), Buffer.alloc(5_000)]),
    'video/matroska',
  ],
  ['aac', padded(hex('fff1 5080 1f3f fc')), 'audio/aac'],
  ['amr', padded(Buffer.from('#!AMR\n')), 'audio/amr'],
])('takes %s', async (_name, content, type) => {
  expect((await sniff(content)).type).toBe(type);
});

test.each([
  ['a JPEG', padded(hex('ffd8 ffe0 0010 4a46 4946')), 'image/jpeg'],
  ['a zip', padded(hex('504b 0304 1400')), 'application/zip'],
  ['a PDF', padded(Buffer.from('%PDF-1.7\n')), 'application/pdf'],
  ['a MIDI file', padded(Buffer.from('MThd')), 'audio/midi'],
  ['HTML', Buffer.from('<!DOCTYPE html><p>hello</p>'), 'text'],
  ['PHP', Buffer.from('<?php phpinfo();'), 'text'],
  ['an HLS playlist', Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n'), 'text'],
  ['an SDP', Buffer.from('v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n'), 'text'],
  ['an ffconcat script', Buffer.from("ffconcat version 1.0\nfile 'x'\n"), 'text'],
  ['random bytes', hex('0102 0304 0506'), 'an unknown format that starts with the bytes 010203040506'],
])('refuses %s and names what it found', async (_name, content, found) => {
  await expect(sniff(content)).rejects.toMatchObject({
    code: 'RECORDING_NOT_MEDIA',
    message: `expected audio or video, found ${found}`,
  });
});

test('refuses a file without bytes', async () => {
  await expect(sniff(Readable.from([]))).rejects.toMatchObject({ code: 'RECORDING_EMPTY' });
});
