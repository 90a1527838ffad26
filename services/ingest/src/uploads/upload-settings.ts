import type { UploadLimits } from '../limits/upload-limits.js';
import { partSize, type PartSize } from './tus/take-in.js';
import { holdTimes, type HoldTimes } from './upload-hold.js';

export interface UploadSettings {
  readonly limits: UploadLimits;
  /** From its beginning until an upload has to be a job. */
  readonly lifeMs: number;
  /** Of an owner, that are not jobs yet; 0: any number. */
  readonly mostOpen: number;
  /** How long a form of S3 is taken. */
  readonly formLifeMs: number;
  /** What counts together at its end, with a checksum, is lost together. */
  readonly mostBytesWithChecksum: number;
  readonly partSize: PartSize;
  readonly hold: HoldTimes;
}

export function uploadSettings(limits: UploadLimits, mostOpen: number): UploadSettings {
  return {
    limits,
    lifeMs: 24 * 3_600_000,
    mostOpen,
    formLifeMs: 15 * 60_000,
    mostBytesWithChecksum: 64 * 1_048_576,
    partSize,
    hold: holdTimes,
  };
}

/** Injection token. */
export const UPLOAD_SETTINGS = Symbol('upload settings');
