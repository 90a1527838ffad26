import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs keep their orders, so that they can be handed in again, and may wait for their turn in a lane. */
export class RetryAndBulkLane1795720000000 implements MigrationInterface {
  readonly name = 'RetryAndBulkLane1795720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ingest.jobs
        add lane text not null default 'interactive' check (lane in ('interactive', 'bulk')),
        add sealed_order text,
        add queued_at timestamptz not null default now(),
        drop constraint jobs_step_check,
        add check (step in ('waiting', 'requested', 'accepted', 'prepared', 'submitted', 'transcribed', 'analysed'))`);
    // Of those that stand in a queue. Of jobs that have ended, which are most, nobody asks it: they are not rewritten.
    await runner.query('update ingest.jobs set queued_at = created_at where step is not null');
    await runner.query(
      'create index jobs_newest_by_lane on ingest.jobs (owner, lane, created_at desc, id desc)',
    );
    await runner.query('drop index ingest.jobs_in_queue');
    await runner.query(
      'create index jobs_in_queue on ingest.jobs (step, lane, queued_at, id) where step is not null',
    );
    // Whose turn it is: the first of each owner, and when each had the last one.
    await runner.query(
      `create index jobs_waiting on ingest.jobs (owner, queued_at, id) where step = 'waiting'`,
    );
    await runner.query(
      `create index jobs_released on ingest.jobs (owner, queued_at desc) where lane = 'bulk' and step is distinct from 'waiting'`,
    );
    await runner.query(
      `create index jobs_of_bulk_in_flight on ingest.jobs (owner) where lane = 'bulk' and step <> 'waiting'`,
    );
    await runner.query(`create index jobs_with_order on ingest.jobs (id) where sealed_order is not null`);
  }

  /** Jobs that wait are cancelled: before this nobody would ever begin them. */
  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'jobs_with_order',
      'jobs_of_bulk_in_flight',
      'jobs_released',
      'jobs_waiting',
      'jobs_in_queue',
      'jobs_newest_by_lane',
    ])
      await runner.query(`drop index ingest.${index}`);
    await runner.query(`
      update ingest.jobs set status = 'cancelled', step = null,
        facts = facts || jsonb_build_object('cancelled', jsonb_build_object('at', facts -> 'waiting' -> 'at'))
      where step = 'waiting'`);
    await runner.query(`
      alter table ingest.jobs
        drop column lane, drop column sealed_order, drop column queued_at,
        drop constraint jobs_step_check,
        add check (step in ('requested', 'accepted', 'prepared', 'submitted', 'transcribed', 'analysed'))`);
    await runner.query(
      'create index jobs_in_queue on ingest.jobs (step, created_at, id) where step is not null',
    );
  }
}
