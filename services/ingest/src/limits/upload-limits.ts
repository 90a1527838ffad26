/** What an upload may cost us. */
export interface UploadLimits {
  readonly maxFileBytes: number;
  readonly maxParts: number;
  readonly maxFieldBytes: number;
  /** Everything but the file: more than all valid fields with their headers can need. */
  readonly maxFormBytes: number;
  /** How long the client may send nothing. */
  readonly idleMs: number;
  /** After `graceMs` of waiting for the client it must have reached this average, so that a trickle holds nothing open. */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
  readonly totalMs: number;
}

export function uploadLimits(maxFileBytes: number): UploadLimits {
  return {
    maxFileBytes,
    maxParts: 30,
    maxFieldBytes: 65_536,
    maxFormBytes: 131_072,
    idleMs: 30_000,
    minBytesPerSecond: 8_192,
    graceMs: 60_000,
    totalMs: 6 * 3_600_000,
  };
}

/** Injection token. */
export const UPLOAD_LIMITS = Symbol('upload limits');
