import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1795400000000 implements MigrationInterface {
  readonly name = 'CreateApiKeys1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ingest.api_keys (
        id text primary key,
        owner text not null,
        name text not null,
        scopes text[] not null,
        secret_hash bytea not null check (length(secret_hash) = 32),
        previous_secret_hash bytea check (length(previous_secret_hash) = 32),
        previous_secret_until timestamptz,
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        check ((previous_secret_hash is null) = (previous_secret_until is null))
      )`);
    await runner.query('create index api_keys_newest on ingest.api_keys (created_at desc, id desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.api_keys');
  }
}
