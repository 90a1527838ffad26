import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the ledger learned that a job came to a step. Of jobs that were there before it stays unknown. */
export class NoteStepsReached1795800000000 implements MigrationInterface {
  readonly name = 'NoteStepsReached1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table ingest.jobs add reached jsonb not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.jobs drop column reached');
  }
}
