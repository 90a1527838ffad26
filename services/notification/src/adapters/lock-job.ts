import type { DataSource } from 'typeorm';

/**
 * Until the transaction ends nobody else changes what there is of the job: otherwise a row that is added while the job is erased
 * would stay. Also of a job that there is no row of yet.
 */
export async function lockJob(transaction: Pick<DataSource, 'query'>, jobId: string): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))', [jobId]);
}

export async function isErased(transaction: Pick<DataSource, 'query'>, jobId: string): Promise<boolean> {
  const rows = await transaction.query<unknown[]>('select from notification.erased_jobs where job_id = $1', [
    jobId,
  ]);
  return rows.length > 0;
}
