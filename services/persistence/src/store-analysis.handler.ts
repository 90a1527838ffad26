import { analysisCompleted, type AnalysisCompleted, type EventDraft } from '@meeting-intelligence/contracts';
import { Inbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { withAnalysis } from './arrival.js';
import { Arrivals } from './arrivals.js';
import { MeetingCompletion } from './meeting-completion.js';

/** Completes the meeting; an analysis that overtook its transcript waits for it. */
@Controller()
export class StoreAnalysisHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly arrivals: Arrivals,
    private readonly completion: MeetingCompletion,
  ) {}

  @EventPattern<string>(analysisCompleted.type)
  handle(@Payload() event: AnalysisCompleted): Promise<readonly EventDraft[]> {
    const { subject: jobId, generation, data } = event;
    return this.inbox.once(event, async (transaction) => {
      const arrival = withAnalysis(await this.arrivals.lock(transaction, jobId), generation, data);
      return arrival ? this.completion.after(transaction, jobId, arrival) : [];
    });
  }
}
