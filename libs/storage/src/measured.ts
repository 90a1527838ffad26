import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { StoredObject } from './object-store.js';

/** Size and checksum of what went by; `result` may be called once, at the end. */
export class Measurement {
  private readonly hash = createHash('sha256');
  private sizeBytes = 0;
  /** What the source threw, for telling its faults from the store's. */
  sourceFailure?: Error;

  /** The chunks of `source`, measured. Throws what the source throws, also when it is destroyed before its end. */
  async *through(source: Readable): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of source as AsyncIterable<Buffer | string>) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        this.hash.update(bytes);
        this.sizeBytes += bytes.length;
        yield bytes;
      }
    } catch (error) {
      this.sourceFailure = error as Error;
      throw error;
    }
  }

  result(): StoredObject {
    return { sizeBytes: this.sizeBytes, sha256: this.hash.digest('hex') };
  }
}
