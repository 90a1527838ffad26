import type { StatefulService } from '@meeting-intelligence/local';
import { Pool } from 'pg';

export interface LedgerJob {
  readonly id: string;
  readonly status: string;
  readonly stage: string | null;
  /** What it waits for; null when it has ended. */
  readonly step: string | null;
  readonly generation: number;
  readonly lastSequence: number;
  readonly webhookUrl: string | null;
  /** Where its recording is; null as long as it has none. */
  readonly recordingKey: string | null;
}

export interface LedgerEvent {
  readonly jobId: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly type: string;
  readonly generation: number;
}

/** An event as it was put into the outbox of ingest. */
export interface Verdict {
  readonly eventId: string;
  readonly jobId: string;
  readonly type: string;
  readonly generation: number;
}

export interface Meeting {
  readonly id: string;
  readonly jobId: string;
  /** Parts of the analysis that were tried and are not there. */
  readonly missing: readonly MissingPart[];
}

export interface MissingPart {
  readonly part: string;
  readonly status: string;
  readonly reason: string | null;
}

export interface WebhookDelivery {
  readonly id: string;
  readonly jobId: string;
  readonly generation: number;
  readonly outcome: string;
  readonly status: string;
  readonly attempts: number;
  /** Unix time in ms when it was first written down as delivered. */
  readonly acceptedAt: number | null;
}

export interface WaitingEvent {
  readonly service: StatefulService;
  readonly eventId: string;
  readonly lastError: string | null;
}

type Artifacts = Readonly<Record<string, { readonly status: string; readonly reason: string | null }>>;

const SCHEMAS: Readonly<Record<StatefulService, string>> = {
  ingest: 'ingest',
  persistence: 'meetings',
  notification: 'notification',
};

/** The tables of the services, read on connections of our own: no fault on the way of a service is in our way. */
export class Databases {
  private readonly pools: Readonly<Record<StatefulService, Pool>>;

  constructor(urls: Readonly<Record<StatefulService, string>>) {
    const pool = (name: StatefulService) => {
      const opened = new Pool({ connectionString: urls[name], max: 2 });
      opened.on('error', () => undefined); // the server was restarted: the next query connects again
      return opened;
    };
    this.pools = {
      ingest: pool('ingest'),
      persistence: pool('persistence'),
      notification: pool('notification'),
    };
  }

  async version(): Promise<string> {
    const [row] = await this.query<{ server_version: string }>('ingest', 'show server_version');
    return row?.server_version.split(' ')[0] ?? 'unknown';
  }

  async jobs(): Promise<LedgerJob[]> {
    return this.query(
      'ingest',
      `select id, status, stage, step, generation, last_sequence as "lastSequence", webhook_url as "webhookUrl",
         recording ->> 'key' as "recordingKey"
       from ingest.jobs order by created_at`,
    );
  }

  async events(): Promise<LedgerEvent[]> {
    return this.query(
      'ingest',
      `select job_id as "jobId", sequence, event_id as "eventId", type, generation
       from ingest.job_events order by job_id, sequence`,
    );
  }

  /**
   * From now on two things are remembered that the services do not keep: every event that tells how a job ended, in the
   * transaction that decided it (a relay deletes what it published), and when a webhook was first written down as
   * delivered. Needs the tables of the services.
   */
  async remember(): Promise<void> {
    await this.query(
      'ingest',
      `create schema judge;
       create table judge.verdicts (event_id uuid, job_id uuid, type text, generation int);
       create function judge.remember() returns trigger language plpgsql as $$
       declare event json := new.envelope::json;
       begin
         if event->>'type' ~ '^job[.](completed|failed|cancelled)[.]' then
           insert into judge.verdicts
           values (new.event_id, (event->>'subject')::uuid, event->>'type', (event->>'generation')::int);
         end if;
         return new;
       end $$;
       create trigger remember after insert on ingest.outbox for each row execute function judge.remember()`,
    );
    await this.query(
      'notification',
      `create schema judge;
       create table judge.accepted (delivery_id uuid primary key, at timestamptz not null);
       create function judge.remember() returns trigger language plpgsql as $$
       begin
         insert into judge.accepted values (new.id, clock_timestamp()) on conflict do nothing;
         return new;
       end $$;
       create trigger remember after update on notification.deliveries
         for each row when (new.status = 'delivered') execute function judge.remember()`,
    );
  }

  async verdicts(): Promise<Verdict[]> {
    return this.query(
      'ingest',
      'select event_id as "eventId", job_id as "jobId", type, generation from judge.verdicts',
    );
  }

  async meetings(): Promise<Meeting[]> {
    const rows = await this.query<Omit<Meeting, 'missing'> & { artifacts: Artifacts | null }>(
      'persistence',
      'select id, job_id as "jobId", artifacts from meetings.meetings',
    );
    return rows.map(({ artifacts, ...meeting }) => ({
      ...meeting,
      missing: Object.entries(artifacts ?? {}).flatMap(([part, { status, reason }]) =>
        status === 'ok' || status === 'skipped' ? [] : [{ part, status, reason }],
      ),
    }));
  }

  async deliveries(): Promise<WebhookDelivery[]> {
    return this.query(
      'notification',
      `select id, job_id as "jobId", generation, outcome, status, attempts,
         (extract(epoch from accepted.at) * 1000)::float8 as "acceptedAt"
       from notification.deliveries left join judge.accepted on accepted.delivery_id = deliveries.id`,
    );
  }

  async waitingEvents(): Promise<WaitingEvent[]> {
    const all = (['ingest', 'persistence', 'notification'] as const).map(async (service) => {
      const rows = await this.query<Omit<WaitingEvent, 'service'>>(
        service,
        `select event_id as "eventId", last_error as "lastError" from ${SCHEMAS[service]}.outbox`,
      );
      return rows.map((row) => ({ ...row, service }));
    });
    return (await Promise.all(all)).flat();
  }

  /** Forgets every job, and no API key. For after a scenario that left the system in a state of its own. */
  async clear(): Promise<void> {
    for (const service of ['ingest', 'persistence', 'notification'] as const) {
      const tables = await this.query<{ name: string }>(
        service,
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname = '${SCHEMAS[service]}' and tablename not in ('migrations', 'api_keys')`,
      );
      await this.query(service, `truncate ${tables.map(({ name }) => name).join(', ')} cascade`);
    }
    await this.query('ingest', 'truncate judge.verdicts');
    await this.query('notification', 'truncate judge.accepted');
  }

  /** Runs SQL of a scenario or a test as the superuser of a service's database. */
  async query<Row>(service: StatefulService, sql: string): Promise<Row[]> {
    const { rows } = await this.pools[service].query(sql);
    return rows as Row[];
  }

  /** Nobody writes to the table until what this resolves with is called; may be called twice. */
  async lock(service: StatefulService, table: string): Promise<() => Promise<void>> {
    const client = await this.pools[service].connect();
    await client.query(`begin; lock table ${table} in exclusive mode`);
    let isHeld = true;
    return async () => {
      if (!isHeld) return;
      isHeld = false;
      await client.query('rollback');
      client.release();
    };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.pools).map((pool) => pool.end()));
  }
}
