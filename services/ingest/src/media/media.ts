/** What a file really is, found by decoding it: what it says of itself counts for nothing. */
export interface SoundTrack {
  /** Decoded from the first to the last sample. */
  readonly durationMs: number;
  /** As ffmpeg calls it: `aac`, `opus`, `pcm_s16le`. */
  readonly codec: string;
  /** One or two; undefined for more, or an unusual layout. */
  readonly channels: 1 | 2 | undefined;
  /** Whether there are moving pictures beside it; the cover of an album is none. */
  readonly hasVideo: boolean;
}

export interface ExtractedSound {
  /** Absolute; gone when the work with it ends. */
  readonly path: string;
  readonly contentType: string;
}

/** Reads recordings. Files that strangers made: whatever they do, it costs no more than a bounded time and memory. */
export abstract class Media {
  /**
   * Does something with recordings when it is its turn: as many at once as the machine has processors. All that is done with one
   * recording is one turn; what is below is for whoever has it.
   *
   * @param owner of the client that waits for the answer; undefined where nobody does, which yields to those
   * @param signal ends the waiting, which has no end of its own: of a client that waits for the answer, its connection
   * @throws the reason of `signal`; or what `work` threw
   */
  abstract inTurn<Result>(
    owner: string | undefined,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result>;

  /**
   * Before a recording is taken in whose client would have to wait for long.
   *
   * @throws RejectedRequest SERVICE_UNAVAILABLE
   */
  abstract assertShortWait(owner: string): void;

  /**
   * @param path absolute
   * @param signal ends the work, which then fails with its reason
   * @throws AppError RECORDING_UNREADABLE, RECORDING_WITHOUT_SOUND, RECORDING_TOO_LONG; SERVICE_UNAVAILABLE where it could
   * not be found out
   */
  abstract inspect(path: string, signal: AbortSignal): Promise<SoundTrack>;

  /**
   * The sound of a video as a file of its own, with all its channels: as it is where there is a container for it, else
   * encoded anew. Undefined where neither can be done.
   *
   * @throws AppError SERVICE_UNAVAILABLE; or what `work` threw
   */
  abstract withSound<Result>(
    video: { readonly path: string; readonly track: SoundTrack },
    signal: AbortSignal,
    work: (sound: ExtractedSound) => Promise<Result>,
  ): Promise<Result | undefined>;
}
