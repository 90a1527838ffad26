import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uploads that are not jobs yet, and the objects that their bytes are in. */
export class TakeUploadsInPieces1795740000000 implements MigrationInterface {
  readonly name = 'TakeUploadsInPieces1795740000000';

  async up(runner: QueryRunner): Promise<void> {
    // `job_id` has no foreign key: an upload says that it was used also after its job was deleted.
    await runner.query(`
      create table ingest.uploads (
        id uuid primary key,
        owner text not null,
        kind text not null check (kind in ('tus', 'direct')),
        length bigint check (length >= 0),
        received bigint not null default 0 check (received >= 0),
        metadata text not null default '',
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        holder uuid,
        held_until timestamptz,
        release_asked boolean not null default false,
        job_id uuid,
        check (received <= length),
        check ((holder is null) = (held_until is null))
      )`);
    await runner.query('create index uploads_expiry on ingest.uploads (expires_at)');
    await runner.query('create index uploads_open on ingest.uploads (owner) where job_id is null');
    await runner.query('create index uploads_of_job on ingest.uploads (job_id) where job_id is not null');
    await runner.query(`
      create table ingest.upload_parts (
        upload_id uuid not null references ingest.uploads on delete cascade,
        start bigint not null check (start >= 0),
        size bigint not null check (size > 0),
        key text not null,
        primary key (upload_id, start)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ingest.upload_parts');
    await runner.query('drop table ingest.uploads');
  }
}
