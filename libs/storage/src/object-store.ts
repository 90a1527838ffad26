import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '@meeting-intelligence/errors';
import { assertKey } from './object-key.js';
import type { PresignedForm, PresignOptions } from './presigned-form.js';

/** A store that says a key is taken and has nothing under it may be in the middle of another's write. */
const triesToKeep = 3;

export interface StoredObject {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface ListedObject {
  readonly key: string;
  readonly modifiedAt: Date;
}

/**
 * Named byte sequences that all services share: recordings, claim-checked event data, and small texts that several
 * processes have to agree on. Keys are paths of plain segments (`recordings/<uuid>`). `FolderObjectStore` and
 * `S3ObjectStore` pass the same suite.
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

  /**
   * The object as a file of this machine, for programs that take nothing else. The path is absolute; the file must not be
   * changed, and is not to be used after `work`.
   *
   * @throws AppError OBJECT_NOT_FOUND, STORAGE_UNAVAILABLE; or what `work` threw
   */
  abstract withFile<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result>;

  /** @throws AppError STORAGE_UNAVAILABLE; OBJECT_NOT_FOUND for what can be no key */
  abstract has(key: string): Promise<boolean>;

  /**
   * The objects whose keys begin with `prefix`, in no particular order and never all in memory. What is stored or deleted
   * meanwhile may be there or not; what is not complete never is.
   *
   * @throws AppError STORAGE_UNAVAILABLE
   */
  abstract list(prefix: string): AsyncIterable<ListedObject>;

  /**
   * The text under the key. Where there is none yet, what `make` gives is stored; of several processes that come at
   * once each may make one, the first that is stored stays, and all of them are given that one. For small texts that
   * must not change once somebody has acted on them; `delete` or `put` ends their time.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE; or what `make` threw
   */
  async keepFirst(key: string, make: () => Promise<string>): Promise<string> {
    assertKey(key);
    const kept = await this.textOf(key);
    if (kept !== undefined) return kept;
    const made = await make();
    for (let tries = 0; tries < triesToKeep; tries += 1) {
      if (await this.create(key, made)) return made;
      const first = await this.textOf(key);
      if (first !== undefined) return first;
    }
    throw new AppError(
      'STORAGE_UNAVAILABLE',
      `expected the store to keep ${key}, it neither has nor takes it`,
    );
  }

  /** Resolves also when there is no such object. */
  abstract delete(key: string): Promise<void>;

  /**
   * Deletes the objects whose keys begin with `prefix`, of which there are few; what is stored meanwhile may stay.
   *
   * @throws AppError STORAGE_UNAVAILABLE
   */
  async deleteAll(prefix: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.list(prefix)) keys.push(key);
    for (const key of keys) await this.delete(key);
  }

  /**
   * A form with which whoever has it may store an object under this key, of 1 to `maxBytes` bytes; undefined for a store that
   * nobody but us can reach.
   *
   * @throws AppError STORAGE_UNAVAILABLE
   */
  presignForm(...[key]: [key: string, options: PresignOptions]): Promise<PresignedForm | undefined> {
    assertKey(key);
    return Promise.resolve(undefined);
  }

  /** Whether the store can be written to, for readiness. */
  abstract check(): Promise<void>;

  /**
   * The room that is left, as it was a moment ago; undefined for a store that knows no end.
   *
   * @throws AppError STORAGE_UNAVAILABLE
   */
  abstract freeBytes(): Promise<number | undefined>;

  /** Stores the text if there is no such object; false if there is, or if it cannot be told at this moment. */
  protected abstract create(key: string, text: string): Promise<boolean>;

  private async textOf(key: string): Promise<string | undefined> {
    try {
      return await text(await this.get(key));
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
      throw error;
    }
  }
}
