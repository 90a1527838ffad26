import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TellOfCancelledJobs1795300000000 implements MigrationInterface {
  readonly name = 'TellOfCancelledJobs1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification.deliveries
        drop constraint deliveries_outcome_check,
        add check (outcome in ('completed', 'failed', 'cancelled'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from notification.deliveries where outcome = 'cancelled'`);
    await runner.query(`
      alter table notification.deliveries
        drop constraint deliveries_outcome_check,
        add check (outcome in ('completed', 'failed'))`);
  }
}
