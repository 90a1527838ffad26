import { Readable } from 'node:stream';

/** What it needs of the store; `ObjectStore` of libs/storage is one. */
interface MarkerStore {
  put(key: string, source: Readable): Promise<unknown>;
  has(key: string): Promise<boolean>;
}

/**
 * Which jobs their owners had erased, as markers `erased/<job id>` in the store that all services share. They hold nothing
 * else and stay for ever: a dead letter may be replayed years later. Whoever deletes what belongs to a job marks it first, and
 * whoever stores something for a job looks for the marker afterwards: so of two at the same time one deletes it.
 */
export class ErasedJobs {
  constructor(private readonly store: MarkerStore) {}

  /** @throws what the store throws */
  async add(jobId: string): Promise<void> {
    await this.store.put(keyOf(jobId), Readable.from([]));
  }

  /** @throws what the store throws */
  has(jobId: string): Promise<boolean> {
    return this.store.has(keyOf(jobId));
  }
}

function keyOf(jobId: string): string {
  return `erased/${jobId}`;
}
