import type { DataSource } from 'typeorm';
import { KeptSecrets, type KeptSecret, type SealedAnew } from '../kept-secrets.js';
import type { SealedColumn } from '../sealed-column.js';

/** Beside the running service: rows are locked for the length of one statement, always in the same order. */
export class PostgresKeptSecrets extends KeptSecrets {
  constructor(
    private readonly dataSource: Pick<DataSource, 'query'>,
    private readonly where: SealedColumn,
  ) {
    super();
  }

  override batch(after: string | undefined, limit: number): Promise<readonly KeptSecret[]> {
    const { table, id, column } = this.where;
    return this.dataSource.query<KeptSecret[]>(
      `select ${id} as "jobId", ${column} as secret from ${table}
       where ${column} is not null and ($1::uuid is null or ${id} > $1) order by ${id} limit $2`,
      [after ?? null, limit],
    );
  }

  override async replace(secrets: readonly SealedAnew[]): Promise<number> {
    if (secrets.length === 0) return 0;
    const { table, id, column } = this.where;
    const [counted] = await this.dataSource.query<{ replaced: number }[]>(
      `with given as (select * from unnest($1::uuid[], $2::text[], $3::text[]) as given (job_id, secret, resealed)),
       locked as (
         select given.job_id, given.resealed from ${table} kept join given on given.job_id = kept.${id}
         where kept.${column} = given.secret order by given.job_id for update of kept
       ),
       replaced as (
         update ${table} kept set ${column} = locked.resealed from locked
         where kept.${id} = locked.job_id returning locked.job_id
       )
       select count(*)::int as replaced from replaced`,
      [
        secrets.map(({ jobId }) => jobId),
        secrets.map(({ secret }) => secret),
        secrets.map(({ resealed }) => resealed),
      ],
    );
    return counted?.replaced ?? 0;
  }
}
