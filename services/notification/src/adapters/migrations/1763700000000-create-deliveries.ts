import { createInboxAndOutbox, dropInboxAndOutbox } from '@meeting-intelligence/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDeliveries1763700000000 implements MigrationInterface {
  readonly name = 'CreateDeliveries1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await createInboxAndOutbox(runner, 'notification');
    // json, not jsonb: the metadata of a CMS goes back exactly as it came, \u0000 included.
    await runner.query(`
      create table notification.targets (
        job_id uuid primary key,
        url text,
        secret text,
        metadata json not null,
        created_at timestamptz not null default now()
      )`);
    // One outcome for each generation of a job: nobody is told "failed" and then "completed" of the same one.
    await runner.query(`
      create table notification.deliveries (
        id uuid primary key,
        job_id uuid not null,
        generation integer not null,
        outcome text not null check (outcome in ('completed', 'failed')),
        status text not null default 'pending' check (status in ('pending', 'delivered', 'exhausted')),
        attempts integer not null default 0,
        lease uuid,
        lease_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (job_id, generation)
      )`);
    await runner.query(`
      create table notification.delivery_attempts (
        delivery_id uuid not null references notification.deliveries on delete cascade,
        number integer not null,
        started_at timestamptz not null,
        duration_ms integer not null,
        status_code integer,
        response_text text,
        error text,
        primary key (delivery_id, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['delivery_attempts', 'deliveries', 'targets']) {
      await runner.query(`drop table notification.${table}`);
    }
    await dropInboxAndOutbox(runner, 'notification');
  }
}
