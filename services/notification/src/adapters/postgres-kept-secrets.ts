import type { DataSource } from 'typeorm';
import { KeptSecrets, type KeptSecret, type SealedAnew } from '../resealing/kept-secrets.js';

/** Beside the running service: rows are locked for the length of one statement, always in the same order. */
export class PostgresKeptSecrets extends KeptSecrets {
  constructor(private readonly dataSource: Pick<DataSource, 'query'>) {
    super();
  }

  override batch(after: string | undefined, limit: number): Promise<readonly KeptSecret[]> {
    return this.dataSource.query<KeptSecret[]>(
      `select job_id as "jobId", secret from notification.targets
       where secret is not null and ($1::uuid is null or job_id > $1) order by job_id limit $2`,
      [after ?? null, limit],
    );
  }

  override async replace(secrets: readonly SealedAnew[]): Promise<number> {
    if (secrets.length === 0) return 0;
    const [counted] = await this.dataSource.query<{ replaced: number }[]>(
      `with given as (select * from unnest($1::uuid[], $2::text[], $3::text[]) as given (job_id, secret, resealed)),
       locked as (
         select targets.job_id, given.resealed from notification.targets join given using (job_id)
         where targets.secret = given.secret order by targets.job_id for update of targets
       ),
       replaced as (
         update notification.targets set secret = locked.resealed from locked
         where targets.job_id = locked.job_id returning targets.job_id
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
