import { Cancellations } from '@meeting-intelligence/cancellations';
import {
  analysisCompleted,
  transcriptCreated,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ANALYSIS_MAX_CHARS } from './config.js';
import { KeptAnswers } from './kept-answers.js';
import { LanguageModel } from './language-model.js';
import { meetingText } from './meeting-text.js';
import { completion, settledIn, skippedParts } from './outcomes.js';
import { runParts } from './run-parts.js';
import { JobWasCancelled, StoppableModel } from './stoppable-model.js';

const silence = { status: 'skipped', reason: 'nobody speaks in this recording' } as const;

/**
 * Finds what was asked for of speaker names, summary, action items and decisions; what cannot be found is said to be
 * missing. What nobody asked for costs nothing.
 */
@Controller()
export class AnalyseTranscriptHandler {
  constructor(
    private readonly languageModel: LanguageModel,
    private readonly answers: KeptAnswers,
    private readonly cancellations: Cancellations,
    @Inject(ANALYSIS_MAX_CHARS) private readonly maxChars: number,
  ) {}

  @EventPattern<string>(transcriptCreated.type)
  async handle(@Payload() event: TranscriptCreated, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    if (await this.isErased(event)) return [];
    if (await this.cancellations.stop(event, 'its transcript is not analysed')) return [];
    const [analysed] = await Promise.allSettled([this.analyse(event, context)]);
    if (analysed.status === 'fulfilled') return (await this.isErased(event)) ? [] : analysed.value;
    // Whatever failed is tried again with what is known so far, unless nobody wants it.
    if (await this.isErased(event).catch(() => false)) return [];
    throw analysed.reason;
  }

  /** If so, what was kept meanwhile is deleted. */
  private async isErased({ subject }: TranscriptCreated): Promise<boolean> {
    const isErased = await this.answers.isErased(subject);
    if (isErased) await this.answers.erase(subject);
    return isErased;
  }

  private async analyse(event: TranscriptCreated, context: HandlerContext): Promise<HandlerResult> {
    const { signal, isLastAttempt, checkpoint } = context;
    const meeting = meetingText(event.data, this.maxChars);
    const details = event.data.meeting;
    if (meeting.lines.length === 0) return [analysisCompleted(completion(skippedParts(details), silence))];
    const before = settledIn(checkpoint, event.generation, details);
    const { answers } = this;
    const isUnwanted = async () =>
      (await this.cancellations.has(event)) || (await answers.isErased(event.subject));
    const model = new StoppableModel(this.languageModel, isUnwanted);
    try {
      const outcomes = await runParts({ event, meeting, model, answers, signal, before, isLastAttempt });
      return [analysisCompleted(completion(outcomes))];
    } catch (error) {
      if (!(error instanceof JobWasCancelled)) throw error;
      await this.cancellations.stop(event, 'its analysis is not finished');
      return [];
    }
  }
}
