import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';

export interface SliceLimits {
  readonly forMs: number;
  /** How much has to be here when the stream fails, so that it is kept. */
  readonly worthKeepingBytes: number;
}

/** Of what cannot be gone on with later. */
export const allOfIt: SliceLimits = {
  forMs: Number.POSITIVE_INFINITY,
  worthKeepingBytes: Number.POSITIVE_INFINITY,
};

/** As much of a stream as comes within a time, or before it fails in a way that may pass. */
export class Slice {
  /** Whether it was read to its end. */
  isLast = false;
  private bytes = 0;

  constructor(
    private readonly content: Readable,
    private readonly limits: SliceLimits,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws what the stream failed with, where it is not worth keeping what is here; the reason of the signal */
  async *read(): AsyncGenerator<Buffer, void, undefined> {
    const untilMs = performance.now() + this.limits.forMs;
    try {
      for await (const chunk of this.content as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        yield chunk;
        // Leaving the loop closes the stream.
        if (performance.now() > untilMs) return;
      }
      this.isLast = true;
    } catch (error) {
      const mayPass = error instanceof AppError && error.retryable && !this.signal.aborted;
      if (!mayPass || this.bytes < this.limits.worthKeepingBytes) throw error;
    }
  }
}
