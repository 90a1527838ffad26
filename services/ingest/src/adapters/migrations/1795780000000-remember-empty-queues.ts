import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A gateway that has just started knows from the others since when a queue is not empty (measuring/watch-queues.ts). */
export class RememberEmptyQueues1795780000000 implements MigrationInterface {
  readonly name = 'RememberEmptyQueues1795780000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table ingest.empty_queues (queue text primary key, seen_at timestamptz not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.empty_queues');
  }
}
