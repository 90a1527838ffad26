import type { ServerResponse } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';

/** The store tells what was free a moment ago: what ended since may not be in it yet (libs/storage, `freeBytes`). */
const figureAgeMs = 2_000;

/** Uploads are refused before they begin, in place of failing half way and taking what work in flight needs. */
export class FreeSpace {
  /** What uploads that this gateway let in may take, or took a moment ago. */
  private promisedBytes = 0;

  constructor(
    private readonly store: Pick<ObjectStore, 'freeBytes'>,
    private readonly minBytes: number,
    /** No upload takes more: one that says so is refused for it when it is read, and not for want of room. */
    private readonly maxUploadBytes = Infinity,
  ) {}

  /** `coming`: how large it is, where that is known. @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  async assertForUpload(coming = 0): Promise<void> {
    this.assertRoomIn(await this.store.freeBytes(), this.atMost(coming));
  }

  /**
   * Keeps room for an upload until its answer has ended. `coming`: how large it is; undefined where it does not say: as large as
   * any may be. What it has sent already is counted twice meanwhile: rather one refused than work in flight without room.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async keepFor(
    coming: number | undefined,
    response: Pick<ServerResponse, 'closed' | 'once'>,
  ): Promise<void> {
    const expected = this.atMost(coming ?? Infinity);
    this.assertRoomIn(await this.store.freeBytes(), expected);
    this.promisedBytes += expected;
    const release = () => void (this.promisedBytes -= expected);
    if (response.closed) release();
    else response.once('close', () => setTimeout(release, figureAgeMs).unref());
  }

  private atMost(coming: number): number {
    return Math.min(coming, this.maxUploadBytes);
  }

  private assertRoomIn(free: number | undefined, expected: number): void {
    if (free === undefined) return;
    const left = free - this.promisedBytes;
    if (left - expected >= this.minBytes) return;
    throw new AppError(
      'STORAGE_FULL',
      `expected ${this.minBytes} bytes to stay free, there are ${left} that no upload takes, and ${expected} to come`,
    );
  }
}
