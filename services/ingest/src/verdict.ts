import {
  jobCompleted,
  jobFailed,
  meetingCompleted,
  stageFailed,
  type Envelope,
  type EventDraft,
  type MeetingCompleted,
  type StageFailed,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { outcomeOf, type JobProgress } from './job-progress.js';

/** What the ledger makes of the report by which a job has just ended; undefined while it goes on, and for one that had ended. */
export function verdictOn(before: JobProgress, after: JobProgress, report: Envelope): EventDraft | undefined {
  const hadEnded = after.generation === before.generation && outcomeOf(before.facts);
  if (hadEnded || !outcomeOf(after.facts)) return undefined;
  switch (report.type) {
    case meetingCompleted.type:
      return jobCompleted({ meeting: (report as MeetingCompleted).data.meeting });
    case stageFailed.type:
      return jobFailed({ error: (report as StageFailed).data.error });
    default:
      throw new Error(`expected a report that ends a job, got ${report.type}`);
  }
}

/**
 * The event that tells how a generation of a job ended (docs/adr/0004). Its id follows from job, generation and outcome,
 * whatever led to it. `causedBy` is the report, if there was one.
 */
export function verdictEvent(
  job: { readonly id: string; readonly owner: string },
  generation: number,
  verdict: EventDraft,
  causedBy?: Envelope,
): Envelope {
  const { traceparent } = traceHeaders();
  const origin = { source: 'ingest', subject: job.id, owner: job.owner, generation, traceparent };
  return { ...rootEvent(verdict, origin), ...(causedBy && { causationid: causedBy.id }) };
}
