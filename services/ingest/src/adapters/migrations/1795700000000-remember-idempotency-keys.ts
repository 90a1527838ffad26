import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests that came with an `Idempotency-Key` (idempotency/idempotency-keys.ts). */
export class RememberIdempotencyKeys1795700000000 implements MigrationInterface {
  readonly name = 'RememberIdempotencyKeys1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ingest.idempotency_keys (
        scope bytea primary key check (length(scope) = 32),
        id uuid not null unique,
        attempt uuid not null,
        started_at timestamptz not null,
        lease_until timestamptz not null,
        expires_at timestamptz not null,
        fingerprint text,
        answer text,
        shows uuid[] not null default '{}',
        check (answer is null or fingerprint is not null)
      )`);
    await runner.query('create index idempotency_keys_expiry on ingest.idempotency_keys (expires_at)');
    await runner.query('create index idempotency_keys_shows on ingest.idempotency_keys using gin (shows)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.idempotency_keys');
  }
}
