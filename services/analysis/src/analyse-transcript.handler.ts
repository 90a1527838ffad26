import {
  analysisCompleted,
  transcriptCreated,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ANALYSIS_MAX_CHARS } from './config.js';
import { LanguageModel } from './language-model.js';
import { meetingText } from './meeting-text.js';
import { completion, outcomesIn } from './outcomes.js';
import { runParts } from './run-parts.js';

const silence = { status: 'skipped', reason: 'nobody speaks in this recording' } as const;

/** Finds speaker names, summary, action items and decisions; what cannot be found is said to be missing. */
@Controller()
export class AnalyseTranscriptHandler {
  constructor(
    private readonly model: LanguageModel,
    @Inject(ANALYSIS_MAX_CHARS) private readonly maxChars: number,
  ) {}

  @EventPattern<string>(transcriptCreated.type)
  async handle(@Payload() event: TranscriptCreated, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    const { signal, isLastAttempt, checkpoint } = context;
    const meeting = meetingText(event.data, this.maxChars);
    if (meeting.lines.length === 0) return [analysisCompleted(completion({}, silence))];
    const before = outcomesIn(checkpoint);
    const outcomes = await runParts({ meeting, model: this.model, signal, before, isLastAttempt });
    return [analysisCompleted(completion(outcomes))];
  }
}
