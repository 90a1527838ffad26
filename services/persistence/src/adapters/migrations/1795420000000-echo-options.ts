import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EchoOptions1795420000000 implements MigrationInterface {
  readonly name = 'EchoOptions1795420000000';

  async up(runner: QueryRunner): Promise<void> {
    // Until now every meeting was analysed in full.
    await runner.query(`
      alter table meetings.meetings
        add external_id text,
        add analyses json not null default '["speakers", "summary", "action_items", "decisions"]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.meetings drop external_id, drop analyses');
  }
}
