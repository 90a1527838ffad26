import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RememberCancellations1795300000000 implements MigrationInterface {
  readonly name = 'RememberCancellations1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.arrivals add cancelled_generation integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.arrivals drop cancelled_generation');
  }
}
