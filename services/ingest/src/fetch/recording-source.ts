import type { Readable } from 'node:stream';

/** What a URL gave: a stream that fails where the other side stops in the middle, and what it calls itself. */
export interface FoundRecording {
  readonly content: Readable;
  readonly filename: string | undefined;
}

/** Recordings that a CMS keeps. */
export abstract class RecordingSource {
  /**
   * Nothing is fetched that is not read; whoever does not read to the end destroys the stream, which `signal` does too.
   *
   * @throws AppError URL_BLOCKED, RECORDING_URL_REJECTED, RECORDING_URL_UNREACHABLE, RECORDING_TOO_LARGE; the stream fails
   * with the last two. Names hosts only: path and query may hold a credential.
   */
  abstract open(url: string, signal: AbortSignal): Promise<FoundRecording>;
}
