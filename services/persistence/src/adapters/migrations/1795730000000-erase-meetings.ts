import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EraseMeetings1795730000000 implements MigrationInterface {
  readonly name = 'EraseMeetings1795730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.arrivals add is_erased boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.arrivals drop is_erased');
  }
}
