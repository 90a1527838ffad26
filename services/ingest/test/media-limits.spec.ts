/** What decoding may take of the machine, and how it ends. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '@meeting-intelligence/config';
import { tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FfmpegMediaOptions } from '../src/media/adapters/ffmpeg-media.js';
import { runFfmpeg } from '../src/media/adapters/run-ffmpeg.js';
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
/** In place of ffmpeg. */
function script(name: string, text: string): string {
  const path = make.written(name, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
const runsOf = (what: string) =>
  Number(
    spawnSync('pgrep', ['-fc', what.includes(' ') ? `^${what}` : `${folder}/${what}`], { encoding: 'utf8' })
      .stdout,
  );
const hours = () => make.hours('hours.opus', 5);

test('who goes away ends it, waiting or not', async () => {
  const path = hours();
  const one = media({ atOnce: 1 });
  const leaving = [new AbortController(), new AbortController()] as const;
  const both = leaving.map((each) => one.inTurn('acme', each.signal, () => one.inspect(path, each.signal)));

  leaving[1].abort(new Error('the second left'));
  await expect(both[1]).rejects.toThrow('the second left');
  leaving[0].abort(new Error('the first left'));
  await expect(both[0]).rejects.toThrow('the first left');
  expect(ffmpegsOn(folder)).toBe(0);
  expect(await one.inspect(make.written('after.wav', tinyRecording(100)), signal)).toBeTruthy();
});

test('what takes too much of a processor is ended, and refused for good', async () => {
  const busy = { ffmpeg: script('busy.sh', 'while :; do :; done'), processorMs: 300 };
  const inspecting = inspect(make.written('any.wav', tinyRecording(100)), busy);

  await expect(inspecting).rejects.toMatchObject({
    code: 'RECORDING_UNREADABLE',
    message: 'the recording takes too long to decode',
    retryable: false,
  });
  expect(runsOf('busy.sh')).toBe(0);
});

test('a machine that has no time for a recording does not condemn it', async () => {
  const idle = { ffmpeg: script('idle.sh', 'exec sleep 60.25'), processorMs: 100, timeoutMs: 400 };
  const inspecting = inspect(make.written('any.wav', tinyRecording(100)), idle);

  await expect(inspecting).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
  expect(runsOf('sleep 60.25')).toBe(0);
});

test('a video whose sound is too expensive to take out is left as it is', async () => {
  const path = make.written('any.wav', tinyRecording(100));
  const track = { durationMs: 100, codec: 'unknown', channels: 1, hasVideo: true } as const;
  const busy = media({ ffmpeg: script('busy.sh', 'while :; do :; done'), processorMs: 300 });

  expect(await busy.withSound({ path, track }, signal, () => Promise.resolve('x'))).toBeUndefined();
});

test('where no more files can be opened, it is not the recording', async () => {
  const path = make.written('fine.wav', tinyRecording(100));
  const limit = (range: string) =>
    execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${range}`]);
  const [soft] = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))!.slice(1);
  const opened: number[] = [];
  const program = { ffmpeg: '/bin/true', prlimit: undefined, processorMs: 1_000, timeoutMs: 1_000 };
  limit(`${readdirSync('/proc/self/fd').length + 50}:`);
  try {
    for (;;) opened.push(openSync(path, 'r'));
  } catch {
    await expect(runFfmpeg(program, [], {}, signal)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'ffmpeg could not be run',
    });
  } finally {
    opened.forEach((file) => closeSync(file));
    limit(`${soft}:`);
  }
});

/** What util-linux, an older one, and BusyBox say for themselves. */
test.each([
  ['an option it does not know', `echo "$0: unrecognized option '--core=0'" >&2; exit 1`],
  [
    'a limit it may not set',
    'echo "prlimit.sh: failed to set the AS resource limit: Operation not permitted" >&2; exit 1',
  ],
  [
    'a program it cannot begin',
    'echo "prlimit.sh: failed to execute ffmpeg: Permission denied" >&2; exit 126',
  ],
])('%s is a fault of ours, not of the recording, and known at the start', async (_name, does) => {
  const broken = media({ prlimit: script('prlimit.sh', does) });
  const ours = { code: 'SERVICE_UNAVAILABLE', message: 'ffmpeg could not be run', retryable: true };

  await expect(broken.inspect(make.written('fine.wav', tinyRecording(100)), signal)).rejects.toMatchObject({
    ...ours,
    cause: { message: expect.stringContaining('prlimit.sh: ') as string },
  });
  await expect(broken.onModuleInit()).rejects.toMatchObject(ours);
});

test('a prlimit that is not there any more is a fault of ours too', async () => {
  const gone = media({ prlimit: join(folder, 'no-such-prlimit') });

  await expect(gone.inspect(make.written('fine.wav', tinyRecording(100)), signal)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'ffmpeg could not be run',
  });
});

test('a stop of the gateway ends what does not end by itself in time', async () => {
  const stopping = media();
  const inTurn = (path: string) => stopping.inTurn('acme', signal, () => stopping.inspect(path, signal));
  const long = inTurn(hours());
  const short = inTurn(make.written('short.wav', tinyRecording(100)));
  // Both are told of as they end, while nobody waits for them yet.
  long.catch(() => undefined);
  await short;

  await stopping.onModuleDestroy();

  await expect(long).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
  await expect(inTurn(hours())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
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
    const told = inspect(make.written('any.wav', tinyRecording(100)), { ffmpeg: shell, processorMs: 7_000 });

    await expect(told).rejects.toMatchObject({ code: 'RECORDING_UNREADABLE' });
    const [memory, time, nice, ...rest] = (await readFile(join(folder, 'tell.txt'), 'utf8'))
      .trim()
      .split('\n');
    expect([memory, time, nice]).toEqual(['1048576', '9', '10']);
    expect(rest.filter((line) => !/^(PWD|SHLVL|_)=/.test(line))).toEqual([]);
  },
);

test('a program that cannot be run is no fault of the recording', async () => {
  const path = make.written('fine.wav', tinyRecording(100));

  await expect(inspect(path, { ffmpeg: '/no/such/ffmpeg', prlimit: undefined })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
});
