/** What recordings really are, found out by the real ffmpeg from real files. */
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FfmpegMediaOptions } from '../src/media/adapters/ffmpeg-media.js';
import { ffmpegMedia } from './ffmpeg-media.js';
import { declaredSeconds, MadeRecordings, streamsOf } from './made-recordings.js';

const { signal } = new AbortController();

let folder: string;
let make: MadeRecordings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-'));
  make = new MadeRecordings(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const media = (changed?: Partial<FfmpegMediaOptions>) => ffmpegMedia(folder, changed);
const inspect = (path: string, changed?: Partial<FfmpegMediaOptions>) => media(changed).inspect(path, signal);

describe('the length', () => {
  test.each([
    ['wav', 'pcm_s16le', []],
    ['mp3', 'mp3', []],
    ['m4a', 'aac', []],
    ['ogg', 'opus', ['-c:a', 'libopus']],
    ['flac', 'flac', []],
    ['webm', 'opus', ['-c:a', 'libopus']],
    ['mka', 'vorbis', ['-c:a', 'libvorbis', '-ar', '22050']],
    ['aac', 'aac', []],
    ['wma', 'wmav2', []],
  ])('of a recording as %s is that of its sound', async (suffix, codec, args) => {
    const track = await inspect(make.tone(`plain.${suffix}`, 3, ...args));

    expect(track).toMatchObject({ codec, hasVideo: false });
    expect(Math.abs(track.durationMs - 3_000)).toBeLessThan(100);
  });

  test('of a WAV is exact', async () => {
    const path = make.written('tiny.wav', tinyRecording(250));

    expect(await inspect(path)).toEqual({
      durationMs: 250,
      codec: 'pcm_s16le',
      channels: 1,
      hasVideo: false,
    });
  });

  test('of an MP3 whose first frame says 0.4 s is that of its 600 s', async () => {
    const honest = make.tone('long.mp3', 600, '-ar', '22050', '-b:a', '16k');
    const path = make.forged('forged.mp3', honest, (bytes) => {
      const frames = bytes.indexOf('Info') + 8;
      expect(bytes.readUInt32BE(frames)).toBeGreaterThan(20_000);
      bytes.writeUInt32BE(14, frames);
    });

    expect(declaredSeconds(path)).toBeLessThan(1);
    expect((await inspect(path)).durationMs).toBeGreaterThan(599_900);
    await expect(inspect(path, { maxRecordingMs: 599_000 })).rejects.toMatchObject({
      code: 'RECORDING_TOO_LONG',
    });
  });

  test('of an M4A that says 1 s everywhere, its edit list included, is that of its 600 s', async () => {
    const honest = make.tone('long.m4a', 600, '-b:a', '16k');
    const path = make.forged('forged.m4a', honest, (bytes) => {
      for (const box of ['mvhd', 'mdhd']) {
        const at = bytes.indexOf(box);
        bytes.writeUInt32BE(bytes.readUInt32BE(at + 16), at + 20);
      }
      bytes.writeUInt32BE(1_000, bytes.indexOf('tkhd') + 24);
      bytes.writeUInt32BE(1_000, bytes.indexOf('elst') + 12);
    });

    expect(declaredSeconds(path)).toBe(1);
    expect((await inspect(path)).durationMs).toBeGreaterThan(599_900);
  });

  test('of sound that begins after hours of nothing is that of the sound, without the hours', async () => {
    const tone = make.tone('late-tone.opus', 5, '-c:a', 'libopus');
    const path = make.made('late.mka', '-itsoffset', '36000', '-i', tone, '-c', 'copy', '-copyts');

    expect((await inspect(path, { maxRecordingMs: 6_000 })).durationMs).toBeGreaterThan(4_900);
    await expect(inspect(path, { maxRecordingMs: 4_000 })).rejects.toMatchObject({
      code: 'RECORDING_TOO_LONG',
    });
  });

  test('counts every link of a chain whose sampling rates differ', async () => {
    const links = ['8000', '44100', '16000'].map((rate) =>
      make.tone(`link-${rate}.ogg`, 20, '-c:a', 'libvorbis', '-ar', rate),
    );
    const path = make.written(
      'chain.ogg',
      Buffer.concat(await Promise.all(links.map((link) => readFile(link)))),
    );

    expect((await inspect(path)).durationMs).toBeGreaterThan(59_000);
  });

  test('of ten hours of silence in some megabytes is too much', async () => {
    const path = make.hours('ten-hours.opus', 10);

    await expect(inspect(path)).rejects.toMatchObject({
      code: 'RECORDING_TOO_LONG',
      retryable: false,
      message: 'expected at most 28800000 ms of sound, and it goes on',
    });
    expect(statSync(path).size).toBeLessThan(20_000_000);
  }, 120_000);

  test('at the limit is not beyond it', async () => {
    const path = make.written('limit.wav', tinyRecording(2_000));

    expect((await inspect(path, { maxRecordingMs: 2_000 })).durationMs).toBe(2_000);
    await expect(inspect(path, { maxRecordingMs: 1_999 })).rejects.toMatchObject({
      code: 'RECORDING_TOO_LONG',
    });
  });
});

describe('what cannot be read', () => {
  test('an MP4 that was cut off before its index', async () => {
    const path = make.forged('cut.mp4', make.video('whole.mp4', 5), (bytes) =>
      bytes.subarray(0, bytes.lastIndexOf('moov') - 4),
    );

    await expect(inspect(path)).rejects.toMatchObject({
      code: 'RECORDING_UNREADABLE',
      retryable: false,
      message: 'the recording is incomplete: its index is missing, as in a file that was cut off',
    });
  });

  test('a video without a sound track', async () => {
    const path = make.made('silent.mp4', '-i', make.video('with-sound.mp4', 2), '-an', '-c', 'copy');

    await expect(inspect(path)).rejects.toMatchObject({ code: 'RECORDING_WITHOUT_SOUND', retryable: false });
  });

  test.each([
    ['a header and nothing behind it', tinyRecording(0)],
    ['a header and noughts behind it', Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(20_000)])],
    ['a name alone', Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')],
    [
      'an ID3 tag and noise',
      Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'), Buffer.alloc(5_000)]),
    ],
  ])('%s', async (_, bytes) => {
    await expect(inspect(make.written('broken.mp3', bytes))).rejects.toMatchObject({
      code: 'RECORDING_UNREADABLE',
      message: expect.not.stringContaining(folder),
    });
  });

  test('playlists and scripts, also behind the tag of an MP3: nothing they name is opened', async () => {
    let visits = 0;
    const server = createServer((socket) => {
      visits += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const named = make.written('named.wav', tinyRecording(1_000));
    const scripts = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://${address}/a.ts\n#EXTINF:9,\nfile://${named}\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile '${named}'\n`,
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>http://${address}/</BaseURL></MPD>`,
      `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n`,
      `[playlist]\nFile1=http://${address}/a.mp3\nNumberOfEntries=1\n`,
    ];
    for (const script of scripts) {
      for (const tag of ['', 'ID3\x03\0\0\0\0\0\0']) {
        const path = make.written('list.mp3', tag + script);
        await expect(inspect(path), script).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
      }
    }
    server.close();
    expect(visits).toBe(0);
  });
});

describe('tracks beside the sound', () => {
  test('covers are no video', async () => {
    const cover = make.made(
      'cover.png',
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=64x64:duration=1',
      '-frames:v',
      '1',
    );
    for (const suffix of ['mp3', 'm4a', 'flac']) {
      const tone = make.tone(`tone.${suffix}`, 2);
      const both = ['-i', tone, '-i', cover, '-map', '0', '-map', '1', '-c', 'copy'];
      const path = make.made(`covered.${suffix}`, ...both, '-disposition:v', 'attached_pic');

      expect(streamsOf(path).join()).toContain('png');
      expect(await inspect(path)).toMatchObject({ hasVideo: false });
    }
  });

  test('subtitles and attachments do not matter', async () => {
    const subtitles = make.written('a.srt', '1\n00:00:00,000 --> 00:00:02,000\nhello\n');
    const video = make.video('bare.mkv', 2);
    const path = make.made(
      ...(['full.mkv', '-i', video, '-i', subtitles, '-map', '0', '-map', '1', '-c', 'copy'] as const),
      ...['-c:s', 'srt', '-attach', subtitles, '-metadata:s:t', 'mimetype=text/plain'],
    );

    expect(await inspect(path)).toMatchObject({ hasVideo: true });
  });

  test('names that look like options or addresses are only names', async () => {
    for (const name of ['-i.wav', 'http:x.wav', 'a b;$(touch x)%03d.wav', 'concat:a|b.wav'])
      expect(await inspect(make.written(name, tinyRecording(100)))).toMatchObject({ durationMs: 100 });
    expect(await readdir(folder)).not.toContain('x');
  });
});

describe('the sound of a video', () => {
  test('is found beside pictures that tell nothing of themselves', async () => {
    for (const [suffix, codec] of [
      ['mov', 'mpeg4'],
      ['mp4', 'mpeg4'],
      ['flv', 'flv1'],
      ['3gp', 'h263'],
    ] as const) {
      const args = ['-s', '176x144', '-c:v', codec, '-c:a', 'aac', '-ar', '22050'];
      const path = make.video(`blind.${suffix}`, 2, ...args);
      expect(await inspect(path), suffix).toMatchObject({ codec: 'aac', hasVideo: true });
    }
  });

  test.each([
    ['mp4', 'aac', 'audio/mp4', []],
    ['webm', 'opus', 'audio/ogg', ['-c:v', 'libvpx', '-c:a', 'libopus']],
    ['mkv', 'vorbis', 'audio/ogg', ['-c:v', 'mpeg4', '-c:a', 'libvorbis']],
    ['mkv', 'mp3', 'audio/mpeg', ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
    ['mkv', 'flac', 'audio/flac', ['-c:v', 'mpeg4', '-c:a', 'flac']],
    ['mov', 'pcm_s16le', 'audio/wav', ['-c:v', 'mpeg4', '-c:a', 'pcm_s16le']],
    // What has no container of its own that providers take
    ['avi', 'aac', 'audio/mp4', ['-c:v', 'mpeg4', '-c:a', 'ac3']],
    ['mov', 'aac', 'audio/mp4', ['-c:v', 'mpeg4', '-c:a', 'pcm_s16be']],
  ])('of %s is kept as %s', async (suffix, codec, contentType, args) => {
    const path = make.video(`of-${codec}.${suffix}`, 4, ...args, '-metadata', 'comment=canary-words');
    const track = await inspect(path);
    expect(track).toMatchObject({ hasVideo: true, channels: 1 });

    const kept = await media().withSound({ path, track }, signal, async (sound) => {
      expect(sound.contentType).toBe(contentType);
      expect(streamsOf(sound.path)).toEqual([`${codec},1`]);
      expect(await readFile(sound.path, 'latin1')).not.toContain('canary-words');
      return (await inspect(sound.path)).durationMs;
    });

    expect(Math.abs(kept! - 4_000)).toBeLessThan(150);
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  });

  test('is as long as it was inspected, whatever the edit list of the video leaves out', async () => {
    const honest = make.video('edited.mp4', 10);
    const path = make.forged('cut-by-list.mp4', honest, (bytes) => {
      for (let at = bytes.indexOf('elst'); at >= 0; at = bytes.indexOf('elst', at + 1))
        bytes.writeUInt32BE(1_000, at + 12);
    });
    const track = await inspect(path);
    expect(track.durationMs).toBeGreaterThan(9_900);

    const keptMs = await media().withSound(
      { path, track },
      signal,
      async (sound) => (await inspect(sound.path)).durationMs,
    );

    expect(Math.abs(keptMs! - track.durationMs)).toBeLessThan(100);
  });

  test.each([
    ['aac', ['-c:a', 'aac']],
    ['ac3', ['-c:a', 'ac3']],
  ])('keeps all its channels, as a speaker may have each: %s', async (codec, args) => {
    const path = make.video(`six-${codec}.mkv`, 2, '-c:v', 'mpeg4', '-ac', '6', ...args);
    const track = await inspect(path);

    const streams = await media().withSound({ path, track }, signal, async (sound) => streamsOf(sound.path));

    expect(streams).toEqual([expect.stringMatching(/^(aac|flac),6$/)]);
  });

  test('that cannot be taken out by itself is left where it is', async () => {
    const path = make.written('no-video.wav', tinyRecording(500));
    const track = { durationMs: 500, codec: 'unknown', channels: 1, hasVideo: true } as const;
    const broken = make.written('broken.mkv', 'no recording');

    expect(
      await media().withSound({ path: broken, track }, signal, () => Promise.resolve('x')),
    ).toBeUndefined();
    expect(await media().withSound({ path, track }, signal, () => Promise.resolve('x'))).toBe('x');
  });
});
