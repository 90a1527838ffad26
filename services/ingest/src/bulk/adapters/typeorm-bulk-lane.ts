import type { Transaction } from '@meeting-intelligence/messaging';
import { readableJobOf } from '../../adapters/job-of-row.js';
import { JobRow } from '../../adapters/tables.js';
import { waitingOwners } from '../../adapters/waiting-owners.js';
import { BulkLane, type WaitingJob } from '../bulk-lane.js';

/** Held while somebody looks and releases: two at once would each see the room that the other one fills. */
const lock = `hashtextextended('ingest bulk lane', 0)`;

/**
 * An interactive job that waits longer for its first step waits for something that bulk jobs do not keep from it, such as a service
 * that is down. It does not hold the lane up for everybody.
 */
const patience = '10 minutes';

/** By then somebody is at a recording that is to be fetched, if there is room for it. */
const untilFetched = '30 seconds';

/**
 * Of those whose recording is to be fetched, one that is new or being fetched: what waits for another try, as its server is away,
 * may do so for minutes, and is not helped by a lane that stands still.
 */
const waitsForFirstStep = `
  lane = 'interactive' and queued_at > now() - interval '${patience}' and (
    step = 'accepted'
    or (step = 'requested' and (
      queued_at > now() - interval '${untilFetched}'
      or exists (select from ingest.fetch_leases lease where lease.job_id = job.id and lease.until > now()))))`;

const inFlightOf = (owner: string) =>
  `(select count(*)::int from ingest.jobs other where other.owner = ${owner} and other.lane = 'bulk' and other.step <> 'waiting')`;

const lastTurnOf = (owner: string) =>
  `(select max(queued_at) from ingest.jobs other
    where other.owner = ${owner} and other.lane = 'bulk' and other.step is distinct from 'waiting')`;

export class TypeOrmBulkLane extends BulkLane {
  override async next(transaction: Transaction, inFlight: number): Promise<readonly WaitingJob[]> {
    const [{ is_mine: isMine }] = await transaction.query<[{ is_mine: boolean }]>(
      `select pg_try_advisory_xact_lock(${lock}) as is_mine`,
    );
    if (!isMine) return [];
    // A statement of its own: it sees what was committed by whoever held the lock before.
    const [{ room }] = await transaction.query<[{ room: number }]>(
      `select case
         when not exists (select from ingest.jobs where step = 'waiting') then 0
         when exists (
           select from ingest.jobs job where step in ('requested', 'accepted') and ${waitsForFirstStep}
         ) then 0
         else $1 - (select count(*)::int from ingest.jobs where lane = 'bulk' and step <> 'waiting')
       end as room`,
      [inFlight],
    );
    if (room <= 0) return [];
    const due: { id: string }[] = await transaction.query(
      `with recursive ${waitingOwners}
       select id from waiting_owners owners
       cross join lateral (
         select id, queued_at, row_number() over (order by queued_at, id) as turn from (
           select id, queued_at from ingest.jobs
           where step = 'waiting' and owner = owners.owner order by queued_at, id limit $1) first
       ) job
       where owners.owner is not null
       order by ${inFlightOf('owners.owner')} + turn, ${lastTurnOf('owners.owner')} nulls first, queued_at, id
       limit $1`,
      [room],
    );
    // Whoever cancels one of them at this moment has it; it is no longer waiting then.
    const locked = await transaction
      .createQueryBuilder(JobRow, 'job')
      .where(`job.id = any(:ids) and job.step = 'waiting'`, { ids: due.map(({ id }) => id) })
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    const byId = new Map(locked.map((row) => [row.id, readableJobOf(row)]));
    return due.flatMap(({ id }) => byId.get(id) ?? []);
  }
}
