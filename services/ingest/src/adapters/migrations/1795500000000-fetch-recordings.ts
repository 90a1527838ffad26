import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A job may be accepted before its recording is here. */
export class FetchRecordings1795500000000 implements MigrationInterface {
  readonly name = 'FetchRecordings1795500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table ingest.jobs
        alter column recording drop not null,
        drop constraint jobs_step_check,
        add check (step in ('requested', 'accepted', 'prepared', 'submitted', 'transcribed', 'analysed'))`);
  }

  /** Jobs without a recording are deleted: before this there was no way to keep them. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`delete from ingest.jobs where recording is null`);
    await queryRunner.query(`
      alter table ingest.jobs
        alter column recording set not null,
        drop constraint jobs_step_check,
        add check (step in ('accepted', 'prepared', 'submitted', 'transcribed', 'analysed'))`);
  }
}
