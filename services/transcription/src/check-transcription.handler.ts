import { Cancellations } from '@meeting-intelligence/cancellations';
import {
  transcriptCreated,
  transcriptionSubmitted,
  type TranscriptionSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { defer, type HandlerContext, type HandlerResult } from '@meeting-intelligence/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TRANSCRIPTION_TIMEOUT_MS } from './config.js';
import { JobTraces } from './erasing/job-traces.js';
import { SpeechToText } from './speech-to-text.js';
import { transcriptOf } from './transcript-of.js';

const firstDelayMs = 3_000;
const lastDelayMs = 30_000;
/** Shorter is silence, or noise taken for a word. */
const fewestCharacters = 10;

/** Third step: asks whether the provider is done, and comes back later if not. Holds no message meanwhile. */
@Controller()
export class CheckTranscriptionHandler {
  constructor(
    private readonly speechToText: SpeechToText,
    private readonly cancellations: Cancellations,
    private readonly traces: JobTraces,
    @Inject(TRANSCRIPTION_TIMEOUT_MS) private readonly timeoutMs: number,
  ) {}

  @EventPattern<string>(transcriptionSubmitted.type)
  async handle(
    @Payload() event: TranscriptionSubmitted,
    @Ctx() context: HandlerContext,
  ): Promise<HandlerResult> {
    const { recording, meeting, providerJobId, submittedAt } = event.data;
    const leftOut = 'its transcription is discarded';
    const leftAside = await this.traces.leaveAside(event, leftOut, context.signal, providerJobId);
    if (leftAside) return leftAside;
    if (await this.cancellations.stop(event, leftOut)) return [];
    const transcription = await this.speechToText.look(providerJobId, context.signal);
    if (transcription.status === 'running') return this.later(submittedAt, checksBefore(context) + 1);
    if (transcription.status === 'failed') {
      const code = transcription.fault === 'recording' ? 'AUDIO_UNREADABLE' : 'TRANSCRIPTION_FAILED';
      throw new AppError(code, `the speech provider failed: ${transcription.reason}`);
    }
    const transcript = transcriptOf(transcription.spoken, meeting.language);
    const characters = transcript.segments.reduce((sum, { text }) => sum + text.length, 0);
    if (characters < fewestCharacters) {
      throw new AppError(
        'TRANSCRIPT_INSUFFICIENT',
        `expected at least ${fewestCharacters} characters of speech, got ${characters}`,
      );
    }
    return [transcriptCreated({ recording, meeting, transcript, engine: transcription.engine })];
  }

  /** A quarter of the time passed: a short recording is not kept waiting, a long one is not asked for all the time. */
  private later(submittedAt: string, checks: number): HandlerResult {
    const elapsedMs = Date.now() - Date.parse(submittedAt);
    if (elapsedMs > this.timeoutMs) {
      throw new AppError(
        'TRANSCRIPTION_TIMEOUT',
        `expected the speech provider to finish within ${this.timeoutMs} ms, it is at work for ${elapsedMs} ms`,
      );
    }
    return defer(Math.round(Math.min(lastDelayMs, Math.max(firstDelayMs, elapsedMs / 4))), { checks });
  }
}

function checksBefore({ checkpoint }: HandlerContext): number {
  const { checks } = (checkpoint ?? {}) as { checks?: unknown };
  return typeof checks === 'number' ? checks : 0;
}
