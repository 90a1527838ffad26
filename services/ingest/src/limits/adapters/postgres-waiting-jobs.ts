import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { WaitingJobs } from '../waiting-jobs.js';

/** A range of the index `jobs_newest_by_status`, no longer than what is asked for. */
export const countWaiting = `
  select count(*)::integer as count from (
    select from ingest.jobs where owner = $1 and status = 'pending' limit $2) waiting`;

export class PostgresWaitingJobs extends WaitingJobs {
  constructor(private readonly dataSource: Pick<DataSource, 'query'>) {
    super();
  }

  async count(owner: string, most: number): Promise<number> {
    const [{ count }] = await tellingOutages<[{ count: number }]>(() =>
      this.dataSource.query(countWaiting, [owner, most]),
    );
    return count;
  }
}
