/** MEDIA: what recordings really are. A part of ingest, which runs ffmpeg. */
import { availableParallelism } from 'node:os';
import { findProgram } from '@meeting-intelligence/config';
import { LOGGER } from '@meeting-intelligence/service';
import { TemporaryFiles } from '@meeting-intelligence/storage';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider } from '@nestjs/common';
import type { IngestConfig } from '../config.js';
import { FfmpegMedia } from './adapters/ffmpeg-media.js';
import { probeTimeoutMs } from './config.js';
import { Media } from './media.js';

/** Half of what proxies are known to wait for an answer: time is left for the decoding itself, and for a guess that was too low. */
const longWaitMs = 30_000;

/** Most recordings are through by then; who sent a longer one is told to come again. */
const drainMs = 5_000;

/** They need `LOGGER`. */
export function mediaProviders(config: IngestConfig): Provider[] {
  const timeoutMs = probeTimeoutMs(config);
  const options = {
    ffmpeg: config.FFMPEG_PATH,
    prlimit: findProgram('prlimit'),
    timeoutMs,
    processorMs: timeoutMs / 2,
    longWaitMs,
    atOnce: config.PROBE_CONCURRENCY || availableParallelism(),
    maxRecordingMs: config.MAX_RECORDING_MS,
    drainMs,
  };
  return [
    {
      provide: Media,
      inject: [LOGGER],
      useFactory: (logger: Logger) => {
        if (!options.prlimit)
          logger.warn('there is no prlimit (util-linux): what decoding takes of the memory has no limit');
        return new FfmpegMedia(options, new TemporaryFiles());
      },
    },
  ];
}
