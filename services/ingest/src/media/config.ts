import { durationMs, field, program } from '@meeting-intelligence/config';
import { z } from 'zod';

/** What recordings are decoded with, and how much of the machine that may take. */
export const mediaFields = {
  FFMPEG_PATH: program(
    'the ffmpeg that recordings are checked with: a name in the PATH, or an absolute path',
    'ffmpeg',
  ),
  MAX_RECORDING_MS: durationMs('the longest recording that is accepted, as decoded', 8 * 3_600_000, {
    min: 1_000,
  }),
  PROBE_CONCURRENCY: field(
    z
      .string()
      .regex(/^\d{1,3}$/, 'expected a whole number from 0 to 999')
      .transform(Number),
    'how many recordings are decoded at a time, the others wait; 0: as many as there are processors',
    { default: '0' },
  ),
  PROBE_TIMEOUT_MS: durationMs(
    'how long decoding one recording may take; what takes half of it as processor time is refused for good. Less than HANDLER_TIMEOUT_MS',
    480_000,
    { min: 1_000 },
  ),
};

/** A recording that is fetched is decoded by a handler: what took longer than that may would be begun again and again. */
export function mediaContradictions({
  PROBE_TIMEOUT_MS: probeMs,
  HANDLER_TIMEOUT_MS: handlerMs,
}: {
  readonly PROBE_TIMEOUT_MS: number;
  readonly HANDLER_TIMEOUT_MS: number;
}): string[] {
  if (probeMs < handlerMs) return [];
  return [`PROBE_TIMEOUT_MS: expected less than HANDLER_TIMEOUT_MS (${handlerMs}), got ${probeMs}`];
}
