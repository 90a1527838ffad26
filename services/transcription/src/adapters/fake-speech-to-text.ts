import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import {
  SpeechToText,
  type SpokenMeeting,
  type Transcription,
  type TranscriptionRequest,
} from '../speech-to-text.js';

const completed: Transcription = {
  status: 'completed',
  spoken: {
    language: 'en_us',
    durationMs: 4_000,
    confidence: 0.9,
    text: 'This is Robert. Good morning.',
    words: [],
    utterances: [
      utterance('A', 500, 2_000, 'This is Robert.'),
      utterance('B', 2_000, 4_000, 'Good morning.'),
    ],
  } satisfies SpokenMeeting,
  engine: { provider: 'fake', model: 'fake' },
};

/** A provider in memory, for tests: done at once, unless told otherwise. */
export class FakeSpeechToText extends SpeechToText {
  readonly uploads = new Map<string, Buffer>();
  readonly submissions = new Map<string, TranscriptionRequest>();
  /** What `look` says, in this order; the last for ever. */
  answers: Transcription[] = [completed];
  /** Thrown by the next calls, one each. */
  failures: Error[] = [];

  async upload(recording: Readable, signal: AbortSignal): Promise<string> {
    this.enter(signal);
    const uploadUrl = `https://fake.example/upload/${randomUUID()}`;
    this.uploads.set(uploadUrl, await buffer(recording));
    return uploadUrl;
  }

  async findSubmitted(uploadUrl: string, _since: Date, signal: AbortSignal): Promise<string | undefined> {
    this.enter(signal);
    return [...this.submissions].find(([, request]) => request.uploadUrl === uploadUrl)?.[0];
  }

  async submit(request: TranscriptionRequest, signal: AbortSignal): Promise<string> {
    this.enter(signal);
    const id = randomUUID();
    this.submissions.set(id, request);
    return id;
  }

  async look(providerJobId: string, signal: AbortSignal): Promise<Transcription> {
    this.enter(signal);
    if (!this.submissions.has(providerJobId)) {
      throw new AppError('SPEECH_PROVIDER_REJECTED', `expected the id of a submission, got ${providerJobId}`);
    }
    return (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? completed;
  }

  async forget(providerJobId: string, signal: AbortSignal): Promise<boolean> {
    this.enter(signal);
    const [next] = this.answers;
    if (this.submissions.has(providerJobId) && next?.status === 'running') {
      this.answers.shift();
      return false;
    }
    this.submissions.delete(providerJobId);
    return true;
  }

  private enter(signal: AbortSignal): void {
    signal.throwIfAborted();
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}

function utterance(speaker: string, startMs: number, endMs: number, text: string) {
  const words = text.split(' ').map((word) => ({ text: word, startMs, endMs, confidence: 0.9 }));
  return { speaker, startMs, endMs, text, confidence: 0.9, words };
}
