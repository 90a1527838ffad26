import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of what was recorded before, the state is read off the type of the event: history keeps no facts. */
const stateOfOldEvents = `
  update ingest.job_events event set
    status = case
      when event.type like 'webhook.%' then job.status
      when event.type in ('job.submitted.v1', 'recording.requested.v1') then 'pending'
      when event.type in ('meeting.completed.v1', 'job.completed.v1') then 'completed'
      when event.type in ('stage.failed.v1', 'job.failed.v1') then 'failed'
      when event.type = 'job.cancelled.v1' then 'cancelled'
      else 'processing'
    end,
    stage = case
      when event.type in ('recording.prepared.v1', 'transcription.submitted.v1') then 'transcription'
      when event.type in ('transcript.created.v1', 'meeting.transcribed.v1') then 'analysis'
      when event.type = 'analysis.completed.v1' then 'persistence'
    end,
    progress = case event.type
      when 'recording.prepared.v1' then 0.1
      when 'transcription.submitted.v1' then 0.2
      when 'transcript.created.v1' then 0.6
      when 'meeting.transcribed.v1' then 0.6
      when 'analysis.completed.v1' then 0.9
      when 'meeting.completed.v1' then 1
      when 'job.completed.v1' then 1
      else 0
    end
  from ingest.jobs job where job.id = event.job_id`;

export class FollowJobs1795600000000 implements MigrationInterface {
  readonly name = 'FollowJobs1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    // In the order in which a gateway that still runs locks them.
    await runner.query('lock table ingest.jobs, ingest.job_events in access exclusive mode');
    await runner.query('alter table ingest.job_events add status text, add stage text, add progress real');
    await runner.query(stateOfOldEvents);
    await runner.query(
      'alter table ingest.job_events alter status set not null, alter progress set not null',
    );
    await runner.query(`
      create table ingest.event_queue (
        id bigint generated always as identity primary key,
        job_id uuid not null,
        sequence integer not null,
        owner text not null
      )`);
    await runner.query(`
      insert into ingest.event_queue (job_id, sequence, owner)
      select job_id, sequence, owner from ingest.job_events join ingest.jobs on jobs.id = job_id
      order by jobs.created_at, job_id, sequence`);
    await runner.query(`
      create table ingest.event_feed (
        position bigint primary key,
        owner text not null,
        job_id uuid not null,
        sequence integer not null,
        unique (job_id, sequence),
        foreign key (job_id, sequence) references ingest.job_events on delete cascade
      )`);
    await runner.query('create index event_feed_of_owner on ingest.event_feed (owner, position)');
    await runner.query(`
      create table ingest.last_position (
        is_only boolean primary key default true check (is_only),
        position bigint not null default 0
      )`);
    await runner.query('insert into ingest.last_position default values');
    await runner.query(`
      create table ingest.event_tokens (
        hash bytea primary key check (length(hash) = 32),
        job_id uuid not null references ingest.jobs on delete cascade,
        owner text not null,
        expires_at timestamptz not null
      )`);
    await runner.query('create index event_tokens_expiring on ingest.event_tokens (expires_at)');
    await runner.query('create index event_tokens_of_job on ingest.event_tokens (job_id)');

    // In the order of the list: a page is a range of the index.
    await runner.query('drop index ingest.jobs_newest');
    await runner.query('create index jobs_newest on ingest.jobs (owner, created_at desc, id desc)');
    await runner.query(
      'create index jobs_newest_by_status on ingest.jobs (owner, status, created_at desc, id desc)',
    );
    await runner.query(`
      create index jobs_newest_by_external_id
        on ingest.jobs (owner, (meeting ->> 'externalId'), created_at desc, id desc)`);
    await runner.query(
      'create index jobs_in_queue on ingest.jobs (step, created_at, id) where step is not null',
    );
    await runner.query(
      `create index jobs_completed_last on ingest.jobs (updated_at desc) where status = 'completed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'jobs_completed_last',
      'jobs_in_queue',
      'jobs_newest_by_external_id',
      'jobs_newest_by_status',
      'jobs_newest',
    ])
      await runner.query(`drop index ingest.${index}`);
    await runner.query('create index jobs_newest on ingest.jobs (owner, created_at desc, id)');
    await runner.query('drop table ingest.event_tokens');
    await runner.query('drop table ingest.last_position, ingest.event_feed, ingest.event_queue');
    await runner.query(
      'alter table ingest.job_events drop column status, drop column stage, drop column progress',
    );
  }
}
