/** MEDIA: what recordings really are. A part of ingest, which runs ffmpeg. */
import { availableParallelism } from 'node:os';
import { findProgram } from '@meeting-intelligence/config';
import { TemporaryFiles } from '@meeting-intelligence/storage';
import type { Provider } from '@nestjs/common';
import type { IngestConfig } from '../config.js';
import { FfmpegMedia } from './adapters/ffmpeg-media.js';
import { probeTimeoutMs } from './config.js';
import { Media } from './media.js';

/** Less than clients and proxies are known to wait for an answer, with time left for the decoding itself. */
const longestWaitMs = 120_000;

/** Most recordings are through by then; who sent a longer one is told to come again. */
const drainMs = 5_000;

export function mediaProviders(config: IngestConfig): Provider[] {
  const timeoutMs = probeTimeoutMs(config);
  const options = {
    ffmpeg: config.FFMPEG_PATH,
    prlimit: findProgram('prlimit'),
    timeoutMs,
    processorMs: timeoutMs / 2,
    longestWaitMs,
    atOnce: config.PROBE_CONCURRENCY || availableParallelism(),
    maxRecordingMs: config.MAX_RECORDING_MS,
    drainMs,
  };
  return [{ provide: Media, useFactory: () => new FfmpegMedia(options, new TemporaryFiles()) }];
}
