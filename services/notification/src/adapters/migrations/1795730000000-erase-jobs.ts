import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is remembered of a job that was erased, for ever: a dead letter may be replayed years later. */
export class EraseJobs1795730000000 implements MigrationInterface {
  readonly name = 'EraseJobs1795730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table notification.erased_jobs (job_id uuid primary key)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notification.erased_jobs');
  }
}
