import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs can be cancelled; what the watchdog asks for has columns. */
export class LetTheLedgerDecide1795300000000 implements MigrationInterface {
  readonly name = 'LetTheLedgerDecide1795300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table ingest.jobs
        drop constraint jobs_status_check,
        add check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
        add step text check (step in ('accepted', 'prepared', 'submitted', 'transcribed', 'analysed')),
        add generation_began_at timestamptz not null default now()`);
    // When a later generation of a job that is there already began is not known: no earlier than now.
    await queryRunner.query(`
      update ingest.jobs set
        generation_began_at = case when generation = 1 then created_at else now() end,
        step = case
          when status not in ('pending', 'processing') then null
          when facts ? 'analysed' then 'analysed'
          when facts ?| array['transcribed', 'readable'] then 'transcribed'
          when facts ? 'submitted' then 'submitted'
          when facts ? 'prepared' then 'prepared'
          else 'accepted'
        end`);
    await queryRunner.query(
      `create index jobs_not_ended on ingest.jobs (generation_began_at) where step is not null`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index ingest.jobs_not_ended`);
    await queryRunner.query(`update ingest.jobs set status = 'failed' where status = 'cancelled'`);
    await queryRunner.query(`
      alter table ingest.jobs
        drop constraint jobs_status_check,
        drop column step,
        drop column generation_began_at,
        add check (status in ('pending', 'processing', 'completed', 'failed'))`);
  }
}
