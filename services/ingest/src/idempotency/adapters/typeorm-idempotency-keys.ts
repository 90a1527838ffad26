import { randomUUID } from 'node:crypto';
import { tellingOutages } from '@meeting-intelligence/database';
import { AppError } from '@meeting-intelligence/errors';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource } from 'typeorm';
import { IdempotencyKeys, type Attempt, type Reservation, type StoredRequest } from '../idempotency-keys.js';

export interface KeySettings {
  /** How long an attempt is believed to go on that does not renew its lease. */
  readonly leaseMs: number;
  /** How long a key is kept after its answer, or after its last attempt began. */
  readonly keepMs: number;
  /** Of an owner; 0: any number. */
  readonly mostKept: number;
}

/** Between the two statements of one look at a key another attempt may come and go. */
const looks = 5;

/** A row that has outlived its time is as good as none: whoever comes first begins anew, under a new id. */
const isFree = `known.lease_until <= now() and (known.answer is null or known.expires_at <= now())`;
const unlessExpired = (column: string) =>
  `case when known.expires_at > now() then known.${column} else excluded.${column} end`;
const kept = (owner: string) =>
  `ingest.idempotency_keys kept where kept.owner = ${owner} and kept.expires_at > now()`;
const reserve = `
  insert into ingest.idempotency_keys as known (scope, id, attempt, started_at, lease_until, expires_at, owner)
  select $1::bytea, $2::uuid, $2, now(), now() + $3 * interval '1 ms', now() + $4 * interval '1 ms', $5::text
  where $6 = 0 or exists (select from ingest.idempotency_keys where scope = $1)
    or (select count(*) from (select from ${kept('$5')} limit $6) counted) < $6
  on conflict (scope) do update set
    owner = excluded.owner, id = ${unlessExpired('id')}, fingerprint = ${unlessExpired('fingerprint')}, answer = null, shows = '{}',
    attempt = excluded.attempt, started_at = excluded.started_at,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at
  where ${isFree}
  returning id, attempt, fingerprint is not null as came_true`;

/** Jobs are locked against being erased meanwhile: whoever erases one finds the answer, or is found by it. */
const answer = `
  with there as (select id from ingest.jobs where id = any($5::uuid[]) order by id for key share),
  answered as (
    update ingest.idempotency_keys set
      fingerprint = $3, answer = case when (select count(*) from there) = cardinality($5::uuid[]) then $4 else '' end,
      shows = $5, lease_until = now(), expires_at = now() + $6 * interval '1 ms'
    where scope = $1 and attempt = $2 and answer is null
    returning 1)
  select from answered`;

interface ReservedKey {
  readonly id: string;
  readonly attempt: string;
  readonly came_true: boolean;
}

interface KnownKey {
  readonly id: string;
  readonly fingerprint: string | null;
  readonly answer: string | null;
  readonly for_ms: number;
}

/** In the table `ingest.idempotency_keys`. */
export class TypeOrmIdempotencyKeys extends IdempotencyKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: KeySettings,
  ) {
    super();
  }

  async reserve(owner: string, scope: Buffer): Promise<Reservation> {
    const { leaseMs, keepMs, mostKept } = this.settings;
    for (let look = 0; look < looks; look += 1) {
      const [mine] = await this.query<ReservedKey>(reserve, [
        ...[scope, randomUUID()],
        ...[leaseMs, keepMs, owner, mostKept],
      ]);
      if (mine) {
        const { id, attempt, came_true: cameTrueBefore } = mine;
        return { state: 'reserved', attempt: { scope, id, attempt }, cameTrueBefore };
      }
      const [known] = await this.query<KnownKey>(
        `select id, fingerprint, answer, extract(epoch from now() - started_at)::float8 * 1000 as for_ms
         from ingest.idempotency_keys known where scope = $1 and not (${isFree})`,
        [scope],
      );
      if (known) return reservationOf(known);
      const forMs = await this.untilRoomFor(owner);
      if (forMs !== undefined) return { state: 'too_many', forMs };
    }
    throw new AppError('SERVICE_UNAVAILABLE', 'the key is taken and given back again and again');
  }

  async renew(attempts: readonly Attempt[]): Promise<void> {
    await this.query(
      `update ingest.idempotency_keys as known set lease_until = now() + $3 * interval '1 ms'
       from (
         select scope from ingest.idempotency_keys
         join unnest($1::bytea[], $2::uuid[]) as mine (scope, attempt) using (scope, attempt)
         where answer is null
         for update of idempotency_keys skip locked) held
       where known.scope = held.scope`,
      [attempts.map(({ scope }) => scope), attempts.map(({ attempt }) => attempt), this.settings.leaseMs],
    );
  }

  async hold(
    transaction: Transaction,
    { scope, attempt }: Attempt,
    fingerprint: (before: string | null) => string,
  ): Promise<boolean> {
    const which = 'where scope = $1 and attempt = $2 and answer is null';
    const [held] = await transaction.query<{ fingerprint: string | null }[]>(
      `select fingerprint from ingest.idempotency_keys ${which} for update`,
      [scope, attempt],
    );
    if (!held) return false;
    const kept = fingerprint(held.fingerprint);
    await transaction.query(
      `update ingest.idempotency_keys set fingerprint = $3, expires_at = now() + $4 * interval '1 ms' ${which}`,
      [scope, attempt, kept, this.settings.keepMs],
    );
    return true;
  }

  async answer(
    { scope, attempt }: Attempt,
    request: StoredRequest,
    shows: readonly string[] = [],
  ): Promise<boolean> {
    const rows = await this.query(answer, [
      ...[scope, attempt],
      ...[request.fingerprint, request.answer],
      ...[shows, this.settings.keepMs],
    ]);
    return rows.length > 0;
  }

  /**
   * That nothing came of the attempt may be an error, and then the next one must find what did: so the row goes only where
   * nobody held it, which is known when a commit that is in doubt, and has the row locked, is decided.
   */
  async release({ scope, attempt }: Attempt): Promise<void> {
    const which = 'where scope = $1 and attempt = $2 and answer is null';
    const forgotten = await this.query(
      `with forgotten as (
         delete from ingest.idempotency_keys ${which} and fingerprint is null returning 1)
       select from forgotten`,
      [scope, attempt],
    );
    if (forgotten.length > 0) return;
    await this.query(`update ingest.idempotency_keys set lease_until = now() ${which}`, [scope, attempt]);
  }

  async sweep(limit: number): Promise<number> {
    const rows = await this.query(
      `with swept as (
         delete from ingest.idempotency_keys where scope in (
           select scope from ingest.idempotency_keys
           where expires_at <= now() and lease_until <= now() limit $1 for update skip locked)
         returning 1)
       select from swept`,
      [limit],
    );
    return rows.length;
  }

  /** Undefined where there is room for another key. */
  private async untilRoomFor(owner: string): Promise<number | undefined> {
    const { mostKept } = this.settings;
    if (mostKept === 0) return undefined;
    const [row] = await this.query<{ keys: number; for_ms: number }>(
      `select count(*)::integer as keys, extract(epoch from min(expires_at) - now())::float8 * 1000 as for_ms
       from ${kept('$1')}`,
      [owner],
    );
    return row!.keys < mostKept ? undefined : row!.for_ms;
  }

  private query<Row = unknown>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return tellingOutages(() => this.dataSource.query<Row[]>(sql, parameters));
  }
}

function reservationOf({ id, fingerprint, answer, for_ms }: KnownKey): Reservation {
  if (answer === null || fingerprint === null) return { state: 'in_use', forMs: for_ms };
  return { state: 'answered', id, request: { fingerprint, answer } };
}
