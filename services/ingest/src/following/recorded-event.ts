import type { JobStatusEvent } from '@meeting-intelligence/contracts';

/** One row of the event log, with the state that the job was in from then on. */
export interface RecordedEvent {
  readonly jobId: string;
  readonly sequence: number;
  readonly type: string;
  readonly generation: number;
  readonly status: JobStatusEvent['status'];
  readonly stage: JobStatusEvent['stage'];
  readonly progress: number;
  readonly occurredAt: Date;
}

/** As followers of it see it. */
export function statusEventOf(event: RecordedEvent): JobStatusEvent {
  const { jobId, sequence, generation, type, status, stage, progress, occurredAt } = event;
  return { job_id: jobId, sequence, generation, type, status, stage, progress, at: occurredAt.toISOString() };
}
