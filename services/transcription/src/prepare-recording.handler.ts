import { Cancellations } from '@meeting-intelligence/cancellations';
import { jobSubmitted, recordingPrepared, type JobSubmitted } from '@meeting-intelligence/contracts';
import type { HandlerContext, HandlerResult } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { JobTraces } from './erasing/job-traces.js';
import { SpeechToText } from './speech-to-text.js';

/**
 * First step: gives the provider the audio. Uploads are free, and whoever comes again goes on with the first that is
 * stored: the next step finds its submission by it. A replay uploads anew, as providers keep uploads for a while only.
 */
@Controller()
export class PrepareRecordingHandler {
  constructor(
    private readonly store: ObjectStore,
    private readonly speechToText: SpeechToText,
    private readonly cancellations: Cancellations,
    private readonly traces: JobTraces,
  ) {}

  @EventPattern<string>(jobSubmitted.type)
  async handle(@Payload() event: JobSubmitted, @Ctx() context: HandlerContext): Promise<HandlerResult> {
    const leftAside = await this.traces.leaveAside(event, 'its recording is not uploaded', context.signal);
    if (leftAside) return leftAside;
    if (await this.cancellations.stop(event, 'its recording is not uploaded')) return [];
    const { recording, meeting } = event.data;
    const { subject, generation } = event;
    const uploadUrl = await this.store.keepFirst(`uploads/${subject}/${generation}`, async () =>
      this.speechToText.upload(await this.store.get(recording.key), context.signal),
    );
    return [recordingPrepared({ recording, meeting, uploadUrl })];
  }
}
