import { Media, type ExtractedSound, type SoundTrack } from '../src/media/media.js';

/** Takes every file for a recording of one second, unless it is told otherwise. */
export class FakeMedia extends Media {
  found: () => Promise<SoundTrack> = () =>
    Promise.resolve({ durationMs: 1_000, codec: 'opus', channels: 1, hasVideo: false });

  inTurn<Result>(
    _owner: string | undefined,
    _signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return work();
  }

  assertShortWait(): void {}

  inspect(): Promise<SoundTrack> {
    return this.found();
  }

  withSound<Result>(
    { path }: { readonly path: string },
    _signal: AbortSignal,
    work: (sound: ExtractedSound) => Promise<Result>,
  ): Promise<Result> {
    return work({ path, contentType: 'audio/ogg' });
  }
}
