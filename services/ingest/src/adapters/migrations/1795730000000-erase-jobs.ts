import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is remembered of a job that was erased: ids, and whose it was. For ever, as a dead letter may be replayed years later. */
export class EraseJobs1795730000000 implements MigrationInterface {
  readonly name = 'EraseJobs1795730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ingest.erased_jobs (
        id uuid primary key,
        owner text not null,
        meeting_id uuid unique,
        erased_at timestamptz not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.erased_jobs');
  }
}
