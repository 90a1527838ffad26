import { jobSubmitted, recordingPrepared, type JobSubmitted } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { SpeechToText } from './speech-to-text.js';

/** First step: gives the provider the audio. Free, so it may be repeated. */
@Controller()
export class PrepareRecordingHandler {
  constructor(
    private readonly store: ObjectStore,
    private readonly speechToText: SpeechToText,
  ) {}

  @EventPattern<string>(jobSubmitted.type)
  async handle(@Payload() event: JobSubmitted, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    const { recording, meeting } = event.data;
    const bytes = await this.store.get(recording.key);
    const uploadUrl = await this.speechToText.upload(bytes, context.signal);
    return [recordingPrepared({ recording, meeting, uploadUrl })];
  }
}
