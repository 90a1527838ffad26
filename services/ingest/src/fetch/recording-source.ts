import type { Readable } from 'node:stream';

/** Where a fetch goes on that was interrupted. */
export interface Continuation {
  /** Bytes that are here. */
  readonly offset: number;
  /** Names the version that they are of: a strong entity tag. */
  readonly version: string;
}

/** What a URL gave: a stream that fails where the other side stops in the middle, and what it calls itself. */
export interface FoundRecording {
  readonly content: Readable;
  readonly filename: string | undefined;
  /** Where the content begins: 0 also where it was to go on and cannot, as there is another version or no way to. */
  readonly offset: number;
  /** Set where the rest of this very version can be had later. */
  readonly version: string | undefined;
}

/** Recordings that a CMS keeps. */
export abstract class RecordingSource {
  /**
   * Nothing is fetched that is not read; whoever does not read to the end destroys the stream, which `signal` does too.
   *
   * @throws AppError URL_BLOCKED, RECORDING_URL_REJECTED, RECORDING_URL_UNREACHABLE, RECORDING_TOO_LARGE; the stream fails
   * with the last two. Names hosts only: path and query may hold a credential.
   */
  abstract open(url: string, signal: AbortSignal, from?: Continuation): Promise<FoundRecording>;
}
