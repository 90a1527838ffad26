import type { Readable } from 'node:stream';

/** Where a fetch goes on that was interrupted. */
export interface Continuation {
  /** Bytes that are here. */
  readonly offset: number;
  /** Names the version that they are of: a strong entity tag. */
  readonly version: string;
  /** Of the whole recording, where the server said it. */
  readonly totalBytes?: number;
}

/** What a URL gave: a stream that ends where the recording does and fails where the other side stops before, and what it calls itself. */
export interface FoundRecording {
  readonly content: Readable;
  readonly filename: string | undefined;
  /** Where the content begins: 0 also where it was to go on and cannot, as there is another version or no way to. */
  readonly offset: number;
  /** Set where the rest of this very version can be had later. */
  readonly version: string | undefined;
  /** From the first byte of the recording, wherever the content begins; undefined where the server does not say it. */
  readonly totalBytes: number | undefined;
}

/** Recordings that a CMS keeps. */
export abstract class RecordingSource {
  /**
   * Begins anew, in the same call, where the rest is not given: there is another version, no way to, or a URL that was good for
   * one part.
   *
   * Nothing is fetched that is not read; whoever does not read to the end destroys the stream, which `signal` does too.
   *
   * @throws AppError URL_BLOCKED, RECORDING_URL_REJECTED, RECORDING_URL_UNREACHABLE, RECORDING_TOO_LARGE; the stream fails
   * with the last two. Names hosts only: path and query may hold a credential.
   */
  abstract open(url: string, signal: AbortSignal, from?: Continuation): Promise<FoundRecording>;
}
