import { createInboxAndOutbox, dropInboxAndOutbox } from '@meeting-intelligence/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateJobLedger1795200000000 implements MigrationInterface {
  readonly name = 'CreateJobLedger1795200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table ingest.jobs (
        id uuid primary key,
        owner text not null,
        status text not null check (status in ('pending', 'processing', 'completed', 'failed')),
        stage text check (stage in ('transcription', 'analysis', 'persistence')),
        generation integer not null check (generation >= 1),
        facts jsonb not null,
        recording jsonb not null,
        meeting jsonb not null,
        webhook_url text,
        last_sequence integer not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`);
    await queryRunner.query(`create index jobs_newest on ingest.jobs (owner, created_at desc, id)`);
    await queryRunner.query(`
      create table ingest.job_events (
        job_id uuid not null references ingest.jobs on delete cascade,
        sequence integer not null,
        event_id uuid not null,
        type text not null,
        generation integer not null,
        occurred_at timestamptz not null,
        summary jsonb not null,
        primary key (job_id, sequence)
      )`);
    await createInboxAndOutbox(queryRunner, 'ingest');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropInboxAndOutbox(queryRunner, 'ingest');
    await queryRunner.query('drop table ingest.job_events');
    await queryRunner.query('drop table ingest.jobs');
  }
}
