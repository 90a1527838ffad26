import { createInboxAndOutbox, dropInboxAndOutbox } from '@meeting-intelligence/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMeetings1763700000000 implements MigrationInterface {
  readonly name = 'CreateMeetings1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await createInboxAndOutbox(runner, 'meetings');
    await runner.query(`
      create table meetings.arrivals (
        job_id uuid primary key,
        transcript_generation integer not null default 0,
        analysis_generation integer not null default 0,
        completed_generation integer not null default 0,
        analysis json
      )`);
    await runner.query(`
      create table meetings.meetings (
        id uuid primary key,
        job_id uuid not null unique,
        title text,
        recorded_at timestamptz not null,
        language text not null,
        duration_ms integer not null,
        metadata json not null,
        transcription_engine json not null,
        summary text,
        artifacts json,
        analysis_engine json,
        created_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table meetings.speakers (
        meeting_id uuid not null references meetings.meetings on delete cascade,
        label text not null,
        position integer not null,
        name text,
        name_source text check (name_source in ('analysis', 'human')),
        confidence double precision,
        talk_time_ms integer not null,
        turns integer not null,
        primary key (meeting_id, label)
      )`);
    await runner.query(`
      create table meetings.segments (
        meeting_id uuid not null references meetings.meetings on delete cascade,
        id text not null,
        position integer not null,
        speaker text not null,
        start_ms integer not null,
        end_ms integer not null,
        text text not null,
        confidence double precision not null,
        words json not null,
        primary key (meeting_id, id),
        foreign key (meeting_id, speaker) references meetings.speakers on delete cascade
      )`);
    await runner.query(`
      create table meetings.action_items (
        meeting_id uuid not null references meetings.meetings on delete cascade,
        id text not null,
        position integer not null,
        task text not null,
        owner text,
        owner_label text,
        due_text text,
        due_date text,
        confidence double precision,
        evidence json not null,
        primary key (meeting_id, id),
        foreign key (meeting_id, owner_label) references meetings.speakers on delete cascade
      )`);
    await runner.query(`
      create table meetings.decisions (
        meeting_id uuid not null references meetings.meetings on delete cascade,
        id text not null,
        position integer not null,
        decision text not null,
        rationale text,
        decided_by json not null,
        confidence double precision,
        evidence json not null,
        primary key (meeting_id, id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['decisions', 'action_items', 'segments', 'speakers', 'meetings', 'arrivals']) {
      await runner.query(`drop table meetings.${table}`);
    }
    await dropInboxAndOutbox(runner, 'meetings');
  }
}
