import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EchoExternalIds1795420000000 implements MigrationInterface {
  readonly name = 'EchoExternalIds1795420000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification.targets add external_id text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification.targets drop external_id');
  }
}
