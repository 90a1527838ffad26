import type { RecordedEvent } from '../recorded-event.js';

/** A row of `ingest.job_events` as `pg` reads these columns. */
export interface EventColumns {
  readonly job_id: string;
  readonly sequence: number;
  readonly type: string;
  readonly generation: number;
  readonly status: RecordedEvent['status'];
  readonly stage: RecordedEvent['stage'];
  readonly progress: number;
  readonly occurred_at: Date;
}

export const eventColumns = `event.job_id, event.sequence, event.type, event.generation,
  event.status, event.stage, event.progress, event.occurred_at`;

export function recordedEventOf(row: EventColumns): RecordedEvent {
  const { sequence, type, generation, status, stage, progress } = row;
  return {
    jobId: row.job_id,
    sequence,
    type,
    generation,
    status,
    stage,
    progress,
    occurredAt: row.occurred_at,
  };
}
