import { meetingCompleted, type EventDraft } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { withCompletion, type Arrival } from './arrival.js';
import { Arrivals } from './arrivals.js';
import { Meetings } from './meetings.js';

/** The step that follows either half of a meeting: whichever comes second ends the job. */
@Injectable()
export class MeetingCompletion {
  constructor(
    private readonly arrivals: Arrivals,
    private readonly meetings: Meetings,
  ) {}

  /** Saves `arrival`. When both halves are there, joins them and returns the one event that tells. */
  async after(transaction: Transaction, jobId: string, arrival: Arrival): Promise<readonly EventDraft[]> {
    const { transcriptGeneration, analysis } = arrival;
    const isWhole = transcriptGeneration > 0 && analysis !== null;
    if (isWhole) await this.meetings.putAnalysis(transaction, jobId, analysis);
    const completed = isWhole ? withCompletion(arrival) : undefined;
    await this.arrivals.save(transaction, jobId, completed ?? arrival);
    if (!completed) return [];
    const meeting = await this.meetings.read(transaction, jobId);
    // Not that of the half that came second: it may be the older one.
    return [{ ...meetingCompleted({ meeting }), generation: completed.completedGeneration }];
  }
}
