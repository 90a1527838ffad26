import { jobCancelled, jobCompleted, jobFailed } from '@meeting-intelligence/contracts';
import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { JobHistory, type HistoryEntry, type HistoryPage } from '../job-history.js';
import { eventColumns, recordedEventOf, type EventColumns } from './event-columns.js';

const verdicts = [jobCompleted, jobFailed, jobCancelled].map(({ type }) => type);

/** One statement, so that the events and the end are of the same moment. A job is at no step when it has ended. */
const eventsAfter = `
  with ending as (
    select case when job.step is null then coalesce(
      (select max(verdict.sequence) from ingest.job_events verdict
       where verdict.job_id = job.id and verdict.generation = job.generation and verdict.type = any($4)),
      job.last_sequence) end as sequence
    from ingest.jobs job where job.id = $1)
  select ending.sequence as end_sequence, ${eventColumns}
  from ending left join lateral (
    select * from ingest.job_events
    where job_id = $1 and sequence > $2 and (ending.sequence is null or sequence <= ending.sequence)
    order by sequence limit $3) event on true
  order by event.sequence`;

/** Along the primary key, however long the history is. */
export const entriesBetween = `
  select ${eventColumns}, event.event_id, event.summary, event.hop
  from ingest.job_events event where event.job_id = $1 and event.sequence > $2 and event.sequence <= $3
  order by event.sequence limit $4`;

type Row = { readonly end_sequence: number | null } & (EventColumns | { readonly job_id: null });

interface EntryColumns extends EventColumns, Pick<HistoryEntry, 'summary' | 'hop'> {
  readonly event_id: string;
}

export class TypeOrmJobHistory extends JobHistory {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async after(jobId: string, sequence: number, limit: number): Promise<HistoryPage | undefined> {
    const rows: Row[] = await tellingOutages(() =>
      this.dataSource.query(eventsAfter, [jobId, sequence, limit, verdicts]),
    );
    const [first] = rows;
    if (!first) return undefined;
    const events = rows.flatMap((row) => (row.job_id === null ? [] : [recordedEventOf(row)]));
    return { events, endSequence: first.end_sequence };
  }

  async entries(
    jobId: string,
    { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<readonly HistoryEntry[]> {
    const rows: EntryColumns[] = await tellingOutages(() =>
      this.dataSource.query(entriesBetween, [jobId, after, upTo, limit]),
    );
    return rows.map((row) => {
      const { event_id: eventId, summary, hop } = row;
      return { ...recordedEventOf(row), eventId, summary, hop };
    });
  }
}
