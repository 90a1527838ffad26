import type { ServerResponse } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';
import type { ObjectStore } from '@meeting-intelligence/storage';

/** The store tells what was free a moment ago: what ended since may not be in it yet (libs/storage, `freeBytes`). */
const figureAgeMs = 2_000;

/** What is kept free for a recording that comes. What has come already is counted twice: rather one refused than work without room. */
export interface KeptRoom {
  /**
   * So much from now on. Where there is not so much, what was kept stays kept.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  resize(coming: number): Promise<void>;
  /** To be called when nothing more comes; once or more often. */
  release(): void;
}

/** Recordings are refused before they come, in place of failing half way and taking what work in flight needs. */
export class FreeSpace {
  /** What recordings that this gateway let in may take, or took a moment ago. */
  private promisedBytes = 0;

  constructor(
    private readonly store: Pick<ObjectStore, 'freeBytes'>,
    private readonly minBytes: number,
    /** No recording takes more: one that says so is refused for it when it is read, and not for want of room. */
    private readonly maxUploadBytes = Infinity,
  ) {}

  /** Whoever gets it releases it, whatever happens. @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  async keep(coming: number): Promise<KeptRoom> {
    let kept = 0;
    let isReleased = false;
    const resize = async (bytes: number) => {
      const expected = Math.min(bytes, this.maxUploadBytes);
      const free = await this.store.freeBytes();
      if (isReleased) return;
      this.assertRoomIn(free, expected, kept);
      this.promisedBytes += expected - kept;
      kept = expected;
    };
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      setTimeout(() => void (this.promisedBytes -= kept), figureAgeMs).unref();
    };
    await resize(coming);
    return { resize, release };
  }

  /**
   * Keeps room for an upload until its answer has ended. `coming`: how large it is; undefined where it does not say: as large as
   * any may be.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async keepFor(
    coming: number | undefined,
    response: Pick<ServerResponse, 'closed' | 'once'>,
  ): Promise<void> {
    if (response.closed) return;
    const room = await this.keep(coming ?? Infinity);
    if (response.closed) room.release();
    else response.once('close', () => room.release());
  }

  private assertRoomIn(free: number | undefined, expected: number, kept: number): void {
    if (free === undefined) return;
    const left = free - (this.promisedBytes - kept);
    if (left - expected >= this.minBytes) return;
    throw new AppError(
      'STORAGE_FULL',
      `expected ${this.minBytes} bytes to stay free, there are ${left} that no upload takes, and ${expected} to come`,
    );
  }
}
