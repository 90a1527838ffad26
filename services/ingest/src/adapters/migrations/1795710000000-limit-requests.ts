import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Unlogged: nothing here is worth a write to the disk for each request. After a crash of the database the tables are
 * empty: counting begins anew, and gateways enter the places that they hold with the next renewal.
 */
export class LimitRequests1795710000000 implements MigrationInterface {
  readonly name = 'LimitRequests1795710000000';

  async up(runner: QueryRunner): Promise<void> {
    // As rate-limiter-flexible has it. Half of each page stays free, so that counting changes no index.
    await runner.query(`
      create unlogged table ingest.request_rates (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      ) with (fillfactor = 50)`);
    await runner.query(`
      create unlogged table ingest.request_places (
        subject text not null,
        kind text not null check (kind in ('uploads', 'streams')),
        number integer not null check (number >= 1),
        holder uuid not null,
        held_until timestamptz not null,
        primary key (subject, kind, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.request_places, ingest.request_rates');
  }
}
