import { Cancellations } from '@meeting-intelligence/cancellations';
import {
  recordingPrepared,
  transcriptionSubmitted,
  type RecordingPrepared,
} from '@meeting-intelligence/contracts';
import { deferUntried, type HandlerContext, type HandlerResult } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { JobTraces } from './erasing/job-traces.js';
import { Submissions } from './submissions.js';

const delayMs = 3_000;

/**
 * Second step, the one that costs money. A message may come again after a crash between submitting and acknowledging,
 * and nothing on it tells; `Submissions` does.
 */
@Controller()
export class SubmitRecordingHandler {
  constructor(
    private readonly submissions: Submissions,
    private readonly cancellations: Cancellations,
    private readonly traces: JobTraces,
  ) {}

  @EventPattern<string>(recordingPrepared.type)
  async handle(
    @Payload() event: RecordingPrepared,
    @Ctx() { signal }: HandlerContext,
  ): Promise<HandlerResult> {
    const leftAside = await this.traces.leaveAside(event, 'its recording is not submitted', signal);
    if (leftAside) return leftAside;
    if (await this.cancellations.stop(event, 'its recording is not submitted')) return [];
    const { recording, meeting } = event.data;
    const providerJobId = await this.submissions.submit(event, signal);
    if (providerJobId === undefined) return deferUntried(delayMs, null);
    const submittedAt = new Date().toISOString();
    return [transcriptionSubmitted({ recording, meeting, providerJobId, submittedAt })];
  }
}
