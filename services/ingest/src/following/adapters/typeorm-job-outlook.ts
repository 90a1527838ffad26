import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { JobOutlook, longestQueue, type Pace } from '../job-outlook.js';

/** As many as the index tells of at once; no more are looked at, however many jobs there are. */
const lastCompleted = 200;

export class TypeOrmJobOutlook extends JobOutlook {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async queuePosition(jobId: string): Promise<number | null> {
    const [row] = await tellingOutages<{ ahead: number }[]>(() =>
      this.dataSource.query(
        `select (
           select count(*)::int from (
             select from ingest.jobs other
             where other.step = mine.step and (other.created_at, other.id) < (mine.created_at, mine.id)
             order by other.created_at, other.id limit $2) before) as ahead
         from ingest.jobs mine where mine.id = $1 and mine.step in ('requested', 'accepted')`,
        [jobId, longestQueue - 1],
      ),
    );
    return row ? row.ahead + 1 : null;
  }

  async pace(contentType: string, sizeBytes: number): Promise<Pace> {
    const [row] = await tellingOutages<[{ jobs: number; ms_per_byte: number | null }]>(() =>
      this.dataSource.query(
        `select count(*)::int as jobs, percentile_cont(0.5) within group (order by ms / size) as ms_per_byte
         from (
           select recording ->> 'contentType' as type, (recording ->> 'sizeBytes')::float8 as size,
             1000 * extract(epoch from (facts -> 'completed' ->> 'at')::timestamptz
               - coalesce(facts -> 'prepared' ->> 'at', facts -> 'submitted' ->> 'at')::timestamptz)::float8 as ms
           from ingest.jobs where status = 'completed' order by updated_at desc limit $3) recent
         where type = $1 and size between $2::float8 / 4 and $2::float8 * 4 and ms >= 0`,
        [contentType, sizeBytes, lastCompleted],
      ),
    );
    return { jobs: row.jobs, msPerByte: row.ms_per_byte ?? 0 };
  }
}
