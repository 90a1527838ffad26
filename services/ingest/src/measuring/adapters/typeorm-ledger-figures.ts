import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { LedgerFigures, type JobFigures } from '../ledger-figures.js';

/** A broker that takes nothing has nothing to tell of its queues either. */
const countTo = 20_000;

interface Row {
  readonly waiting: number;
  readonly pending: number;
  readonly processing: number;
  readonly bulk_in_flight: number;
  readonly unheard: number | null;
}

/** By the clock of the database, as the times in it are. */
export class TypeOrmLedgerFigures extends LedgerFigures {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async jobs(): Promise<JobFigures> {
    const [row] = await tellingOutages<[Row]>(() =>
      this.dataSource.query(
        `select
           count(*) filter (where step = 'waiting')::int as waiting,
           count(*) filter (where step <> 'waiting' and status = 'pending')::int as pending,
           count(*) filter (where step <> 'waiting' and status = 'processing')::int as processing,
           count(*) filter (where step <> 'waiting' and lane = 'bulk')::int as bulk_in_flight,
           extract(epoch from now() - min(updated_at) filter (where step <> 'waiting'))::float8 as unheard
         from ingest.jobs where step is not null`,
      ),
    );
    const { waiting, pending, processing, bulk_in_flight: bulkInFlight, unheard } = row;
    return {
      byState: { waiting, pending, processing },
      bulkWaiting: waiting,
      bulkInFlight,
      oldestUnheardSeconds: Math.max(0, unheard ?? 0),
    };
  }

  override async ageOfYoungest(type: string, place: number): Promise<number | null> {
    const [row] = await tellingOutages<{ age: number }[]>(() =>
      this.dataSource.query(
        `select extract(epoch from now() - occurred_at)::float8 as age
         from ingest.job_events where type = $1 order by occurred_at desc offset $2 limit 1`,
        [type, place - 1],
      ),
    );
    return row ? Math.max(0, row.age) : null;
  }

  override async unsent(): Promise<ReadonlyMap<string, number>> {
    const rows = await tellingOutages<{ type: string; count: number }[]>(() =>
      this.dataSource.query(
        // An envelope tells its type before its data.
        `select substring(envelope from '"type":"([^"]+)"') as type, count(*)::int as count
         from (select envelope from ingest.outbox limit $1) waiting group by 1`,
        [countTo],
      ),
    );
    return new Map(rows.map(({ type, count }) => [type, count]));
  }

  override async sawEmpty(queues: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await tellingOutages<{ queue: string; age: number }[]>(() =>
      this.dataSource.query(
        // What it changes, a statement does not see in the table.
        `with seen as (
           insert into ingest.empty_queues (queue, seen_at)
           select queue, now() from unnest($1::text[]) as empty (queue) order by queue
           on conflict (queue) do update set seen_at = excluded.seen_at returning queue, seen_at)
         select queue, extract(epoch from now() - seen_at)::float8 as age
         from (select * from seen union all select * from ingest.empty_queues where queue <> all ($1)) known`,
        [queues],
      ),
    );
    return new Map(rows.map(({ queue, age }) => [queue, Math.max(0, age)]));
  }
}
