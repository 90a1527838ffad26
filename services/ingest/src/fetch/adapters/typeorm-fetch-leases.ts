import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { FetchLeases } from '../fetch-leases.js';

/** By the clock of the database alone. */
export class TypeOrmFetchLeases extends FetchLeases {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async take(jobId: string, holder: string, forMs: number): Promise<boolean> {
    const taken: unknown[] = await tellingOutages(() =>
      this.dataSource.query(
        `insert into ingest.fetch_leases as lease (job_id, holder, until)
         values ($1, $2, now() + $3 * interval '1 ms')
         on conflict (job_id) do update set holder = excluded.holder, until = excluded.until
         where lease.until <= now()
         returning 1`,
        [jobId, holder, forMs],
      ),
    );
    return taken.length > 0;
  }

  async extend(jobId: string, holder: string, forMs: number): Promise<void> {
    await tellingOutages(() =>
      this.dataSource.query(
        `update ingest.fetch_leases set until = now() + $3 * interval '1 ms' where job_id = $1 and holder = $2`,
        [jobId, holder, forMs],
      ),
    );
  }

  async release(jobId: string, holder: string): Promise<void> {
    await tellingOutages(() =>
      this.dataSource.query('delete from ingest.fetch_leases where job_id = $1 and holder = $2', [
        jobId,
        holder,
      ]),
    );
  }
}
