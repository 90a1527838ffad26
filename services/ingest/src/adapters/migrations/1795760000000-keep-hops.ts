import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who told each entry of a history, and what it took (hop.ts): null for those of the builds before. */
export class KeepHops1795760000000 implements MigrationInterface {
  readonly name = 'KeepHops1795760000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.job_events add hop jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.job_events drop column hop');
  }
}
