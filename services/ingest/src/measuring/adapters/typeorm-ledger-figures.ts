import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { LedgerFigures, type JobFigures } from '../ledger-figures.js';

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
}
