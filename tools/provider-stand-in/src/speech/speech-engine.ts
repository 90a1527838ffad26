/** Names the engine wherever its results go; nobody may take them for a provider's. */
export const OFFLINE_ENGINE = 'offline-demo-engine (PocketSphinx, English only, about 5 to 25 % word errors)';
export const INSTANT_ENGINE =
  'instant (no speech recognised: placeholder text made from the hash of the recording)';

export interface TranscribeOptions {
  readonly speakersExpected?: number;
  /** Recognise every channel by itself, whatever is on it. */
  readonly multichannel: boolean;
}

export interface EngineWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}

export interface EngineUtterance {
  /** 0-based in order of first appearance; with `multichannel` the channel. */
  readonly speaker: number;
  readonly words: readonly EngineWord[];
}

export interface EngineTranscript {
  readonly durationMs: number;
  readonly channels: number;
  readonly utterances: readonly EngineUtterance[];
}

/** Turns a recording on disk into words. Throws `UnreadableRecording` for what no retry can mend. */
export interface SpeechEngine {
  readonly name: string;
  /** `workFolder` is empty, exists, and is removed by the caller. */
  transcribe(
    recordingPath: string,
    workFolder: string,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<EngineTranscript>;
}
