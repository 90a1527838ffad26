import { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import type { OthersWait } from './fetch-turns.js';
import type { FoundRecording } from './recording-source.js';

export interface SliceLimits {
  /** After which others have their turn, if any wait. */
  readonly forMs: number;
  /** After which it ends though nobody waits. */
  readonly atMostMs: number;
  /** How much has to be here when the stream fails, so that it is kept. */
  readonly worthKeepingBytes: number;
}

/** Of what cannot be gone on with later. */
export const allOfIt: SliceLimits = {
  forMs: Number.POSITIVE_INFINITY,
  atMostMs: Number.POSITIVE_INFINITY,
  worthKeepingBytes: Number.POSITIVE_INFINITY,
};

/** Between two questions whether others wait. */
const askEveryMs = 5_000;

/** As much of a stream as comes within a time, or before it fails in a way that may pass. */
export class Slice {
  /** Whether it holds the last byte of the recording. */
  isLast = false;
  private bytes = 0;
  private askAfterMs: number;

  constructor(
    private readonly found: FoundRecording,
    private readonly limits: SliceLimits,
    private readonly signal: AbortSignal,
    private readonly othersWait: OthersWait,
  ) {
    this.askAfterMs = limits.forMs;
  }

  /** To be read once. Fails as the recording, where it is not worth keeping what is here; with the reason of the signal. */
  stream(): Readable {
    const stream = Readable.from(this.read(), { objectMode: false });
    // What was never read from would stay open.
    return stream.once('close', () => this.found.content.destroy());
  }

  private async *read(): AsyncGenerator<Buffer, void, undefined> {
    const { content, offset, totalBytes } = this.found;
    const expected = totalBytes === undefined ? undefined : totalBytes - offset;
    const startedAt = performance.now();
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        yield chunk;
        // Leaving the loop closes the stream.
        if (this.bytes === expected) break;
        if (await this.isOver(performance.now() - startedAt)) return;
      }
      if (expected !== undefined && this.bytes !== expected)
        throw new AppError('RECORDING_URL_UNREACHABLE', `expected ${expected} bytes, got ${this.bytes}`);
      this.isLast = true;
    } catch (error) {
      const mayPass = error instanceof AppError && error.retryable && !this.signal.aborted;
      if (!mayPass || this.bytes < this.limits.worthKeepingBytes) throw error;
    }
  }

  private async isOver(elapsedMs: number): Promise<boolean> {
    if (elapsedMs > this.limits.atMostMs) return true;
    if (elapsedMs <= this.askAfterMs) return false;
    this.askAfterMs = elapsedMs + askEveryMs;
    // Who cannot be asked does not end a download that is well.
    return this.othersWait().catch(() => false);
  }
}
