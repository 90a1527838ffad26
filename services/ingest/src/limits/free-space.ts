import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';

/** Uploads are refused before they begin, in place of failing half way and taking what work in flight needs. */
export class FreeSpace {
  constructor(
    private readonly store: Pick<ObjectStore, 'freeBytes'>,
    private readonly minBytes: number,
    /** No upload takes more: one that says so is refused for it when it is read, and not for want of room. */
    private readonly maxUploadBytes = Infinity,
  ) {}

  /** `coming`: how large the upload is, where it says so. @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  async assertForUpload(coming = 0): Promise<void> {
    const free = await this.store.freeBytes();
    const expected = Math.min(coming, this.maxUploadBytes);
    if (free === undefined || free - expected >= this.minBytes) return;
    throw new AppError(
      'STORAGE_FULL',
      `expected ${this.minBytes} bytes to stay free, there are ${free} and ${expected} to come`,
    );
  }
}
