/** What decoding may take of the machine, and how it ends. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '@meeting-intelligence/config';
import { tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FfmpegMediaOptions } from '../src/media/adapters/ffmpeg-media.js';
import { ffmpegMedia, ffmpegsOn } from './ffmpeg-media.js';
import { MadeRecordings } from './made-recordings.js';

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
const hours = () => make.hours('hours.opus', 5);

test('who goes away ends it, waiting or not', async () => {
  const path = hours();
  const one = media({ atOnce: 1 });
  const leaving = [new AbortController(), new AbortController()] as const;
  const both = leaving.map((each) => one.inspect(path, each.signal));

  leaving[1].abort(new Error('the second left'));
  await expect(both[1]).rejects.toThrow('the second left');
  leaving[0].abort(new Error('the first left'));
  await expect(both[0]).rejects.toThrow('the first left');
  expect(ffmpegsOn(folder)).toBe(0);
  expect(await one.inspect(make.written('after.wav', tinyRecording(100)), signal)).toBeTruthy();
});

test('when its time is up it is ended, and may be tried again', async () => {
  const decoding = inspect(hours(), { timeoutMs: 150 });

  await expect(decoding).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
  expect(ffmpegsOn(folder)).toBe(0);
});

test('a stop of the gateway ends what does not end by itself in time', async () => {
  const stopping = media();
  const long = stopping.inspect(hours(), signal);
  const short = stopping.inspect(make.written('short.wav', tinyRecording(100)), signal);
  // Both are told of as they end, while nobody waits for them yet.
  long.catch(() => undefined);
  await short;

  await stopping.onModuleDestroy();

  await expect(long).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
  await expect(stopping.inspect(hours(), signal)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(ffmpegsOn(folder)).toBe(0);
});

test.runIf(findProgram('prlimit'))(
  'memory, processor time and priority are limited, and it learns no secret',
  async () => {
    const shell = join(folder, 'tell.sh');
    await writeFile(
      shell,
      '#!/bin/sh\nwhile [ "$(/usr/bin/nice)" = 0 ]; do :; done; { ulimit -v; ulimit -t; /usr/bin/nice; /usr/bin/env; } >"${0%.sh}.txt" 2>&1; exit 1\n',
      {
        mode: 0o755,
      },
    );
    const told = inspect(make.written('any.wav', tinyRecording(100)), { ffmpeg: shell, timeoutMs: 7_000 });

    await expect(told).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
    const [memory, time, nice, ...rest] = (await readFile(join(folder, 'tell.txt'), 'utf8'))
      .trim()
      .split('\n');
    expect([memory, time, nice]).toEqual(['1048576', '7', '10']);
    expect(rest.filter((line) => !/^(PWD|SHLVL|_)=/.test(line))).toEqual([]);
  },
);

test('a program that cannot be run is no fault of the recording', async () => {
  const path = make.written('fine.wav', tinyRecording(100));

  await expect(inspect(path, { ffmpeg: '/no/such/ffmpeg', prlimit: undefined })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
});
