import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { waitingOwners } from '../../adapters/waiting-owners.js';
import { JobOutlook, longestQueue, type Pace } from '../job-outlook.js';

/** As many as the index tells of at once; no more are looked at, however many jobs there are. */
const lastCompleted = 200;

/** Owners have their turns one after the other (bulk/): before the fifth job of one come four or five of each other one. */
const waitingAhead = `
  (with recursive ${waitingOwners},
     mine_in_turn as (
       select count(*)::int as ahead from (
         select from ingest.jobs other
         where other.step = 'waiting' and other.owner = mine.owner and (other.queued_at, other.id) < (mine.queued_at, mine.id)
         limit $2) before)
   select mine_in_turn.ahead
     + (select count(*)::int from (
          select from ingest.jobs other where other.step in ('requested', 'accepted') limit $2) released)
     + (select count(*)::int from waiting_owners owners cross join lateral (
          select queued_at, id, row_number() over (order by queued_at, id) as turn from ingest.jobs other
          where other.step = 'waiting' and other.owner = owners.owner and owners.owner <> mine.owner
          order by queued_at, id limit mine_in_turn.ahead + 1) others
        where turn <= mine_in_turn.ahead or (others.queued_at, others.id) < (mine.queued_at, mine.id))
   from mine_in_turn)`;

const positionOf = `
  select case
    when mine.step = 'waiting' then ${waitingAhead}
    else (
      select count(*)::int from (
        select from ingest.jobs other
        where other.step = mine.step and (other.queued_at, other.id) < (mine.queued_at, mine.id)
        limit $2) before)
  end as ahead
  from ingest.jobs mine where mine.id = $1 and mine.step in ('waiting', 'requested', 'accepted')`;

export class TypeOrmJobOutlook extends JobOutlook {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async queuePosition(jobId: string): Promise<number | null> {
    const [row] = await tellingOutages<{ ahead: number }[]>(() =>
      this.dataSource.query(positionOf, [jobId, longestQueue - 1]),
    );
    return row ? Math.min(row.ahead + 1, longestQueue) : null;
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
