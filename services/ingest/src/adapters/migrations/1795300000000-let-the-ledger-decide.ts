import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs can be cancelled; what the watchdog asks for has a column. */
export class LetTheLedgerDecide1795300000000 implements MigrationInterface {
  readonly name = 'LetTheLedgerDecide1795300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table ingest.jobs
        drop constraint jobs_status_check,
        add check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
        add step text check (step in ('accepted', 'prepared', 'submitted', 'transcribed', 'analysed'))`);
    await queryRunner.query(`
      update ingest.jobs set
        step = case
          when status not in ('pending', 'processing') then null
          when facts ? 'analysed' then 'analysed'
          when facts ?| array['transcribed', 'readable'] then 'transcribed'
          when facts ? 'submitted' then 'submitted'
          when facts ? 'prepared' then 'prepared'
          else 'accepted'
        end`);
    await queryRunner.query(`create index jobs_not_ended on ingest.jobs (updated_at) where step is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index ingest.jobs_not_ended`);
    await queryRunner.query(`update ingest.jobs set status = 'failed' where status = 'cancelled'`);
    await queryRunner.query(`
      alter table ingest.jobs
        drop constraint jobs_status_check,
        drop column step,
        add check (status in ('pending', 'processing', 'completed', 'failed'))`);
  }
}
