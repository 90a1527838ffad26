import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { EventFeed, type FeedEvent } from '../event-feed.js';
import { topicOf } from '../wakeups.js';
import { eventColumns, recordedEventOf, type EventColumns } from './event-columns.js';
import { jobsChannel } from './tell-of-events.js';

const batch = 1_000;

/** In the order in which they were queued, those of a job therefore in their own. What was deleted meanwhile is left out. */
const giveBatchPositions = `
  with waiting as (
    delete from ingest.event_queue where id in (select id from ingest.event_queue order by id limit $2)
    returning id, job_id, sequence, owner)
  insert into ingest.event_feed (position, owner, job_id, sequence)
  select $1::bigint + row_number() over (order by waiting.id), owner, job_id, sequence
  from waiting join ingest.job_events using (job_id, sequence)
  returning owner`;

/**
 * Rows of `ingest.event_queue` become rows of `ingest.event_feed`. The queue is a table of its own: it is always short, and
 * what is known of it is right, whereas a mark on the events would have to be looked for among all there ever were.
 */
export class TypeOrmEventFeed extends EventFeed {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async numberAll(): Promise<void> {
    const waiting: unknown[] = await tellingOutages(() =>
      this.dataSource.query('select from ingest.event_queue limit 1'),
    );
    if (waiting.length === 0) return;
    // Not until none waits: under load there is always one.
    while ((await this.numberBatch()) === batch);
  }

  async lastPosition(): Promise<number> {
    const [row] = await tellingOutages<[{ position: string }]>(() =>
      this.dataSource.query('select position from ingest.last_position'),
    );
    return Number(row.position);
  }

  async after(owner: string, position: number, limit: number): Promise<readonly FeedEvent[]> {
    const rows: (EventColumns & { position: string })[] = await tellingOutages(() =>
      this.dataSource.query(
        `select ${eventColumns}, feed.position
         from ingest.event_feed feed join ingest.job_events event using (job_id, sequence)
         where feed.owner = $1 and feed.position > $2 order by feed.position limit $3`,
        [owner, position, limit],
      ),
    );
    return rows.map((row) => ({ ...recordedEventOf(row), position: Number(row.position) }));
  }

  private numberBatch(): Promise<number> {
    return tellingOutages(() =>
      this.dataSource.transaction(async (transaction) => {
        // Whoever has the row numbers. The next one gets it after the commit, and its statements see what was committed.
        const [last] = await transaction.query<[{ position: string }]>(
          'select position from ingest.last_position for update',
        );
        const numbered = await transaction.query<{ owner: string }[]>(giveBatchPositions, [
          last.position,
          batch,
        ]);
        await transaction.query('update ingest.last_position set position = position + $1', [
          numbered.length,
        ]);
        const topics = [...new Set(numbered.map(({ owner }) => topicOf.owner(owner)))];
        await transaction.query('select pg_notify($1, topic) from unnest($2::text[]) topic', [
          jobsChannel,
          topics,
        ]);
        return numbered.length;
      }),
    );
  }
}
