import type { Readable } from 'node:stream';
import type { Engine } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';

export interface TranscriptionRequest {
  readonly uploadUrl: string;
  /** BCP 47; null lets the provider detect it. */
  readonly language: string | null;
  readonly speakersExpected: number | null;
  /** Words and names that are hard to recognise; where the provider takes fewer, the first count most. */
  readonly terms: readonly string[];
}

/**
 * What the provider heard, nothing of it trusted: any number may be NaN, any list out of order, any text empty.
 * `transcriptOf` makes a transcript of it.
 */
export interface SpokenText {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}
export interface SpokenWord extends SpokenText {
  readonly speaker: string | null;
}
export interface SpokenUtterance extends SpokenWord {
  readonly words: readonly SpokenText[];
}
export interface SpokenMeeting {
  readonly language: string | null;
  readonly durationMs: number;
  readonly confidence: number;
  readonly text: string;
  readonly utterances: readonly SpokenUtterance[];
  readonly words: readonly SpokenWord[];
}

export type Transcription =
  | { readonly status: 'running' }
  /** `other`: the provider itself, or an option it does not support. */
  | { readonly status: 'failed'; readonly fault: 'recording' | 'other'; readonly reason: string }
  | { readonly status: 'completed'; readonly spoken: SpokenMeeting; readonly engine: Engine };

/** The request may have reached the provider and done its work; no answer that says so reached us. */
export class AnswerLost extends AppError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('SPEECH_PROVIDER_UNAVAILABLE', message, options);
  }
}

/**
 * A provider that is given a recording, works on it for minutes, and is asked now and then whether it is done.
 * Submitting costs money; everything else is free and may be repeated.
 *
 * Every method throws AppError SPEECH_PROVIDER_REJECTED, SPEECH_PROVIDER_UNAVAILABLE (`AnswerLost` where the request may have
 * arrived) or SPEECH_PROVIDER_PAUSED, or the reason of `signal`.
 */
export abstract class SpeechToText {
  /** Resolves to the provider's own URL of the audio. Throws what `recording` throws; always consumes or destroys it. */
  abstract upload(recording: Readable, signal: AbortSignal): Promise<string>;

  /** The provider's job for this upload, if one was submitted after `since` and has not failed. */
  abstract findSubmitted(uploadUrl: string, since: Date, signal: AbortSignal): Promise<string | undefined>;

  /** Resolves to the id of the provider's job. */
  abstract submit(request: TranscriptionRequest, signal: AbortSignal): Promise<string>;

  abstract look(providerJobId: string, signal: AbortSignal): Promise<Transcription>;

  /**
   * Has the provider delete what it keeps of its job, the words and the audio. True when there is nothing of it (any more), false
   * while the provider is at work on it.
   */
  abstract forget(providerJobId: string, signal: AbortSignal): Promise<boolean>;
}
