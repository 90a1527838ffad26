import type { Readable } from 'node:stream';
import type { Breaker } from '@meeting-intelligence/breaker';
import { SpeechToText, type Transcription, type TranscriptionRequest } from '../speech-to-text.js';

/** A provider that is left alone while it is away: every method throws SPEECH_PROVIDER_PAUSED then, without asking. */
export class PausingSpeechToText extends SpeechToText {
  constructor(
    private readonly provider: SpeechToText,
    private readonly breaker: Breaker,
  ) {
    super();
  }

  async upload(recording: Readable, signal: AbortSignal): Promise<string> {
    try {
      return await this.breaker.run(() => this.provider.upload(recording, signal));
    } finally {
      recording.destroy();
    }
  }

  findSubmitted(uploadUrl: string, since: Date, signal: AbortSignal): Promise<string | undefined> {
    return this.breaker.run(() => this.provider.findSubmitted(uploadUrl, since, signal));
  }

  submit(request: TranscriptionRequest, signal: AbortSignal): Promise<string> {
    return this.breaker.run(() => this.provider.submit(request, signal));
  }

  look(providerJobId: string, signal: AbortSignal): Promise<Transcription> {
    return this.breaker.run(() => this.provider.look(providerJobId, signal));
  }

  forget(providerJobId: string, signal: AbortSignal): Promise<boolean> {
    return this.breaker.run(() => this.provider.forget(providerJobId, signal));
  }
}
