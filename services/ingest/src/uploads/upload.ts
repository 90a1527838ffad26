/** A recording on its way in: `tus`, piece by piece through us, or `direct`, by the client to the object store. */
export interface Upload {
  readonly id: string;
  readonly owner: string;
  readonly kind: 'tus' | 'direct';
  /** Bytes of the whole; null while it is not known. */
  readonly length: number | null;
  /** Bytes that are kept; of a `direct` one 0. */
  readonly received: number;
  /** `Upload-Metadata` as it came. */
  readonly metadata: string;
  readonly expiresAt: Date;
  /** What became of it. */
  readonly jobId: string | null;
}

/** An object that holds the bytes of an upload from `start` on. */
export interface UploadPart {
  readonly start: number;
  readonly size: number;
  readonly key: string;
}

/** Where the bytes of uploads are until they are jobs. */
export const incoming = 'incoming/';

/**
 * Never the same twice: of two writers that both believe to be the one, neither replaces what the other has stored. All of
 * an upload stand side by side, as empty folders would be left of a folder for each.
 */
export function partKey(uploadId: string, start: number, attempt: string): string {
  return `${incoming}${uploadId}.${start}.${attempt}`;
}

export function directKey(uploadId: string): string {
  return `${incoming}${uploadId}.direct`;
}

export function uploadIdIn(key: string): string {
  return key.slice(incoming.length).split('.', 1)[0]!;
}
