import {
  recordingPrepared,
  transcriptionSubmitted,
  type RecordingPrepared,
} from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { SpeechToText } from './speech-to-text.js';

/**
 * Second step, the one that costs money. A message may come again after a crash between submitting and acknowledging,
 * and nothing on it tells; so the provider's own list is always asked first, and what stands there is adopted.
 */
@Controller()
export class SubmitRecordingHandler {
  constructor(private readonly speechToText: SpeechToText) {}

  @EventPattern<string>(recordingPrepared.type)
  async handle(
    @Payload() event: RecordingPrepared,
    @Ctx() { signal }: HandlerContext,
  ): Promise<HandlerResult> {
    const { recording, meeting, uploadUrl } = event.data;
    const { language, speakersExpected } = meeting;
    const providerJobId =
      (await this.speechToText.findSubmitted(uploadUrl, new Date(event.time), signal)) ??
      (await this.speechToText.submit({ uploadUrl, language, speakersExpected }, signal));
    const submittedAt = new Date().toISOString();
    return [transcriptionSubmitted({ recording, meeting, providerJobId, submittedAt })];
  }
}
