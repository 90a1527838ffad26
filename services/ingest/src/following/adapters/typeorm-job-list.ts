import { tellingOutages } from '@meeting-intelligence/database';
import { In, type DataSource } from 'typeorm';
import { jobOf } from '../../adapters/job-of-row.js';
import { JobRow } from '../../adapters/tables.js';
import { JobList, type JobFilter, type JobPage, type ListPosition } from '../job-list.js';

type Condition = readonly [sql: (parameter: string) => string, value: unknown];

export class TypeOrmJobList extends JobList {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  page(
    owner: string,
    { limit, after, ...filter }: JobFilter & { readonly limit: number; readonly after?: ListPosition },
  ): Promise<JobPage> {
    return tellingOutages(async () => {
      const found = await this.positions(owner, filter, limit + 1, after);
      const wanted = found.slice(0, limit);
      const rows = await this.dataSource.manager.findBy(JobRow, { id: In(wanted.map(({ id }) => id)) });
      const jobs = new Map(rows.map((row) => [row.id, jobOf(row)]));
      return {
        jobs: wanted.flatMap(({ id }) => jobs.get(id) ?? []),
        next: found.length > limit ? wanted.at(-1) : undefined,
      };
    });
  }

  private async positions(
    owner: string,
    filter: JobFilter,
    limit: number,
    after: ListPosition | undefined,
  ): Promise<ListPosition[]> {
    const conditions = [...conditionsOf(filter), ...(after ? [behind(after)] : [])];
    const values = conditions.map(([, value]) => value);
    const wheres = conditions.map(([sql], index) => sql(`$${index + 3}`));
    const rows: { id: string; created_at: string }[] = await this.dataSource.query(
      `select id, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at
       from ingest.jobs job where ${['owner = $1', ...wheres].join(' and ')}
       order by job.created_at desc, job.id desc limit $2`,
      [owner, limit, ...values],
    );
    return rows.map(({ id, created_at }) => ({ id, createdAt: created_at }));
  }
}

function conditionsOf(filter: JobFilter): Condition[] {
  const { status, lane, externalId, createdAfter, createdBefore, isUnfinished } = filter;
  const conditions: (Condition | false)[] = [
    status !== undefined && [(value) => `status = ${value}`, status],
    lane !== undefined && [(value) => `lane = ${value}`, lane],
    externalId !== undefined && [(value) => `meeting ->> 'externalId' = ${value}`, externalId],
    createdAfter !== undefined && [(value) => `job.created_at > ${value}::timestamptz`, createdAfter],
    createdBefore !== undefined && [(value) => `job.created_at < ${value}::timestamptz`, createdBefore],
    isUnfinished === true && [(value) => `status = any(${value}::text[])`, ['pending', 'processing']],
  ];
  return conditions.filter((condition) => condition !== false);
}

/** Both in one parameter. */
function behind({ createdAt, id }: ListPosition): Condition {
  return [
    (value) => `(job.created_at, job.id) < ((${value}::text[])[1]::timestamptz, (${value}::text[])[2]::uuid)`,
    [createdAt, id],
  ];
}
