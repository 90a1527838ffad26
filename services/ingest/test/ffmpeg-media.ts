import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '@meeting-intelligence/config';
import { TemporaryFiles } from '@meeting-intelligence/storage';
import { FfmpegMedia, type FfmpegMediaOptions } from '../src/media/adapters/ffmpeg-media.js';

/** The real ffmpeg on files of this machine, with the limits of the test. */
export function ffmpegMedia(folder: string, changed: Partial<FfmpegMediaOptions> = {}): FfmpegMedia {
  const options = {
    ffmpeg: findProgram('ffmpeg')!,
    prlimit: findProgram('prlimit'),
    timeoutMs: 110_000,
    processorMs: 60_000,
    longWaitMs: 15_000,
    atOnce: 2,
    maxRecordingMs: 8 * 3_600_000,
    drainMs: 100,
    ...changed,
  };
  return new FfmpegMedia(options, new TemporaryFiles(join(folder, 'temporary')));
}

/** Processes of ffmpeg that work on files of this folder. */
export function ffmpegsOn(folder: string): number {
  const { stdout } = spawnSync('pgrep', ['-fc', `ffmpeg .*${folder}`], { encoding: 'utf8' });
  return Number(stdout);
}
