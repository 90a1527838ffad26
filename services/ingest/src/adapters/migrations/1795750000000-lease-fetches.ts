import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which process fetches the recording of a job. */
export class LeaseFetches1795750000000 implements MigrationInterface {
  readonly name = 'LeaseFetches1795750000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table ingest.fetch_leases (
        job_id uuid primary key references ingest.jobs on delete cascade,
        holder uuid not null,
        until timestamptz not null
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table ingest.fetch_leases');
  }
}
