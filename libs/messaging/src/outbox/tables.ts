import type { DataSource, QueryRunner } from 'typeorm';

export interface Tables {
  readonly inbox: string;
  readonly outbox: string;
  /** Notified when events were added. */
  readonly channel: string;
}

export function tablesIn(schema: string): Tables {
  return {
    inbox: `${quoted(schema)}.inbox`,
    outbox: `${quoted(schema)}.outbox`,
    channel: `${schema}_outbox`,
  };
}

export function schemaOf(dataSource: DataSource): string {
  const { schema } = dataSource.options as { schema?: string };
  return schema ?? 'public';
}

/** For a migration: `up` of the tables that `TypeOrmInbox` and `TypeOrmOutbox` need. The schema has to be there. */
export async function createInboxAndOutbox(
  queryRunner: Pick<QueryRunner, 'query'>,
  schema: string,
): Promise<void> {
  const { inbox, outbox } = tablesIn(schema);
  await queryRunner.query(`
    create table ${inbox} (
      consumer text not null,
      event_id uuid not null,
      handled_at timestamptz not null default now(),
      primary key (consumer, event_id)
    )`);
  // The envelope is text: nothing looks into it, it comes out as it went in, and jsonb refuses the \u0000 that
  // a recogniser may well put into a transcript.
  await queryRunner.query(`
    create table ${outbox} (
      id bigint generated always as identity primary key,
      event_id uuid not null unique,
      envelope text not null,
      attempts integer not null default 0,
      not_before timestamptz not null default now(),
      last_error text,
      created_at timestamptz not null default now()
    )`);
}

export async function dropInboxAndOutbox(
  queryRunner: Pick<QueryRunner, 'query'>,
  schema: string,
): Promise<void> {
  const { inbox, outbox } = tablesIn(schema);
  await queryRunner.query(`drop table ${outbox}`);
  await queryRunner.query(`drop table ${inbox}`);
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
