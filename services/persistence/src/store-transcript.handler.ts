import {
  meetingTranscribed,
  transcriptCreated,
  type EventDraft,
  type TranscriptCreated,
} from '@meeting-intelligence/contracts';
import { Inbox } from '@meeting-intelligence/messaging';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { withTranscript } from './arrival.js';
import { Arrivals } from './arrivals.js';
import { MeetingCompletion } from './meeting-completion.js';
import { meetingIdOf, Meetings } from './meetings.js';

/** A transcript can be read as soon as it exists; an analysis that was here first is joined to it. */
@Controller()
export class StoreTranscriptHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly arrivals: Arrivals,
    private readonly meetings: Meetings,
    private readonly completion: MeetingCompletion,
  ) {}

  @EventPattern<string>(transcriptCreated.type)
  handle(@Payload() event: TranscriptCreated): Promise<readonly EventDraft[]> {
    const { subject: jobId, owner, generation, data } = event;
    return this.inbox.once(event, async (transaction) => {
      const arrival = withTranscript(await this.arrivals.lock(transaction, jobId), generation);
      if (!arrival) return [];
      const counts = await this.meetings.putTranscript(transaction, { jobId, owner }, data);
      const completed = await this.completion.after(transaction, jobId, arrival);
      return [meetingTranscribed({ meetingId: meetingIdOf(jobId), ...counts }), ...completed];
    });
  }
}
