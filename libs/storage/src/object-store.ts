import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Named byte sequences that all services share: recordings and claim-checked event data. Keys are paths of plain
 * segments (`recordings/<uuid>`). `FolderObjectStore` and `S3ObjectStore` pass the same suite.
 */
export abstract class ObjectStore {
  /**
   * Streams to the store; never holds the object in memory. All or nothing: after a failure, or when the source
   * stream errors, there is no object under the key. Replaces an object of the same key.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE; or what the source stream threw
   */
  abstract put(key: string, source: Readable): Promise<StoredObject>;

  /** @throws AppError OBJECT_NOT_FOUND, STORAGE_UNAVAILABLE */
  abstract get(key: string): Promise<Readable>;

  /** Resolves also when there is no such object. */
  abstract delete(key: string): Promise<void>;

  /** Whether the store can be written to, for readiness. */
  abstract check(): Promise<void>;
}
