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
  PROBE_TIMEOUT_MS: field(
    z
      .string()
      .regex(/^\d{4,9}$/, 'expected a whole number from 1000 to 999999999')
      .transform(Number)
      .optional(),
    'how long decoding one recording may take, less than HANDLER_TIMEOUT_MS; if left out four fifths of that. What takes half of it as processor time is refused for good',
    { unit: 'ms' },
  ),
};

interface Timeouts {
  readonly PROBE_TIMEOUT_MS?: number;
  readonly HANDLER_TIMEOUT_MS: number;
}

export function probeTimeoutMs({ PROBE_TIMEOUT_MS, HANDLER_TIMEOUT_MS }: Timeouts): number {
  return PROBE_TIMEOUT_MS ?? Math.floor(0.8 * HANDLER_TIMEOUT_MS);
}

/** A recording that is fetched is decoded by a handler: what took longer than that may would be begun again and again. */
export function mediaContradictions(config: Timeouts): string[] {
  const probeMs = probeTimeoutMs(config);
  const { HANDLER_TIMEOUT_MS: handlerMs } = config;
  if (probeMs < handlerMs) return [];
  return [`PROBE_TIMEOUT_MS: expected less than HANDLER_TIMEOUT_MS (${handlerMs}), got ${probeMs}`];
}
