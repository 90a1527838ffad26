import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The youngest events of a type tell how old those in a queue are (measuring/watch-queues.ts). */
export class FindEventsByType1795770000000 implements MigrationInterface {
  readonly name = 'FindEventsByType1795770000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index job_events_by_type on ingest.job_events (type, occurred_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ingest.job_events_by_type');
  }
}
