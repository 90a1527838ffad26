import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose an `Idempotency-Key` is, so that they can be counted. Those of before are nobody's, and go with their time. */
export class OwnIdempotencyKeys1795790000000 implements MigrationInterface {
  readonly name = 'OwnIdempotencyKeys1795790000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.idempotency_keys add owner text');
    await runner.query(
      `create index idempotency_keys_of_owner on ingest.idempotency_keys (owner, expires_at) where owner is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ingest.idempotency_keys drop column owner');
  }
}
