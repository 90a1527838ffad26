import type { Recording } from '@meeting-intelligence/contracts';
import { storable, tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import { In, type DataSource, type QueryDeepPartialEntity } from 'typeorm';
import { tellOfEvents, wakeFollowers, type AddedEvents } from '../following/adapters/tell-of-events.js';
import { jobGone } from '../erasing/job-gone.js';
import { JobLedger, type Opening } from '../job-ledger.js';
import { keepsOrder, newJobProgress, outcomeOf, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import { stepOf, stepsReached, type Step } from '../job-step.js';
import type { Job } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';
import { progressShareOf } from '../progress-share.js';
import { jobOf } from './job-of-row.js';
import { lockOverdue, overdueSteps, type OverdueOptions } from './overdue-jobs.js';
import { JobEventRow, JobRow } from './tables.js';

export class TypeOrmJobLedger extends JobLedger {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return tellingOutages(() => this.dataSource.transaction(work));
  }

  async openAll(transaction: Transaction, openings: readonly Opening[]): Promise<readonly Job[]> {
    if (openings.length === 0) return [];
    await this.refuseErased(
      transaction,
      openings.map(({ job }) => job.id),
    );
    const rows = openings.map(({ job, progress, entries }, index) => {
      const columns = {
        ...storable(job),
        ...columnsOf(progress),
        reached: () => timesNow(stepsReached(newJobProgress, progress)),
        lastSequence: entries.length,
      };
      // All are of one moment otherwise, and nobody could tell which comes first.
      const at = () => `now() + interval '${index} microseconds'`;
      return { lane: 'interactive', ...columns, createdAt: at, queuedAt: at };
    });
    await transaction.insert(JobRow, rows as unknown as QueryDeepPartialEntity<JobRow>[]);
    await addEntries(
      transaction,
      openings.map((opening) => ({
        ...opening,
        job: { lane: 'interactive', ...opening.job, lastSequence: 0 },
      })),
    );
    const opened = await this.findAll(
      transaction,
      openings.map(({ job }) => job.id),
    );
    const byId = new Map(opened.map((job) => [job.id, job]));
    return openings.map(({ job }) => byId.get(job.id)!);
  }

  async findAll(transaction: Transaction, ids: readonly string[]): Promise<readonly Job[]> {
    const rows = await transaction.findBy(JobRow, { id: In([...ids]) });
    return rows.map(jobOf);
  }

  async addRecording(transaction: Transaction, id: string, recording: Recording): Promise<void> {
    await transaction.update(JobRow, { id }, { recording: storable(recording) });
  }

  async lock(transaction: Transaction, id: string): Promise<Job | undefined> {
    const row = await transaction.findOne(JobRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? jobOf(row) : undefined;
  }

  async advance(
    transaction: Transaction,
    job: Omit<Job, 'meeting'>,
    progress: JobProgress,
    entries: readonly LedgerEntry[],
  ): Promise<void> {
    const times = timesNow(stepsReached(job.progress, progress));
    const columns = {
      ...columnsOf(progress),
      reached: () => (progress.generation > job.progress.generation ? times : `reached || ${times}`),
      lastSequence: job.lastSequence + entries.length,
      ...(!keepsOrder(progress) && { sealedOrder: null }),
      ...(isQueuedAnew(job.progress, progress) && { queuedAt: () => 'now()' }),
    };
    await transaction.update(JobRow, { id: job.id }, columns);
    await addEntries(transaction, [{ job, progress, entries }]);
  }

  async erase(transaction: Transaction, { id, owner, progress }: Job): Promise<void> {
    // Whoever gives events their positions holds this row, and locks those of this job then: one after the other.
    await transaction.query('select from ingest.last_position for update');
    // A generation that came to nothing leaves the meeting of the one before: the state of the job names none, its history does.
    await transaction.query(
      `insert into ingest.erased_jobs (id, owner, meeting_id)
       select $1::uuid, $2::text, coalesce($3::uuid, (
         select (summary ->> 'meeting_id')::uuid from ingest.job_events
         where job_id = $1 and summary ? 'meeting_id' order by sequence desc limit 1))`,
      [id, owner, stateOf(progress).meetingId],
    );
    await transaction.query('delete from ingest.event_queue where job_id = $1', [id]);
    // Answers show the job; that there was one keeps the request from making another.
    await transaction.query(
      `update ingest.idempotency_keys set answer = ''
       where fingerprint is not null and (id = $1 or shows @> array[$1::uuid])`,
      [id],
    );
    // It may name the file; that it was used is still to be known.
    await transaction.query(`update ingest.uploads set metadata = '' where job_id = $1`, [id]);
    await transaction.delete(JobRow, { id });
    await wakeFollowers(transaction, id);
  }

  async wasErased(id: string, owner: string): Promise<boolean> {
    const rows: unknown[] = await tellingOutages(() =>
      this.dataSource.query(
        'select from ingest.erased_jobs where owner = $2 and (id = $1 or meeting_id = $1)',
        [id, owner],
      ),
    );
    return rows.length > 0;
  }

  async find(id: string, owner?: string): Promise<Job | undefined> {
    const which = owner === undefined ? { id } : { id, owner };
    const row = await tellingOutages(() => this.dataSource.manager.findOneBy(JobRow, which));
    return row ? jobOf(row) : undefined;
  }

  /** A request that is sent again after its job was deleted must not bring it back. */
  private async refuseErased(transaction: Transaction, ids: readonly string[]): Promise<void> {
    const erased: unknown[] = await transaction.query(
      'select from ingest.erased_jobs where id = any($1::uuid[]) limit 1',
      [ids],
    );
    if (erased.length > 0) throw jobGone();
  }

  /** Not a job that waits for its recording no longer and has none: a file of it was left by a run that died. */
  async ownedRecordings(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const rows: { id: string; key: string | null }[] = await tellingOutages(() =>
      this.dataSource.query(
        `select id, case when step = 'requested' then null else recording ->> 'key' end as key
         from ingest.jobs
         where id = any($1::uuid[]) and (recording is not null or step = 'requested')`,
        [ids],
      ),
    );
    return new Map(rows.map(({ id, key }) => [id, key]));
  }

  async hasOthersAt(step: Step, owner: string): Promise<boolean> {
    const [found] = await tellingOutages(() =>
      this.dataSource.query<{ others: boolean }[]>(
        'select exists (select from ingest.jobs where step = $1 and owner <> $2) as others',
        [step, owner],
      ),
    );
    return found!.others;
  }

  overdueSteps(deadlineMs: number): Promise<readonly Step[]> {
    return overdueSteps(this.dataSource, deadlineMs);
  }

  lockOverdue(transaction: Transaction, step: Step, options: OverdueOptions): Promise<readonly Job[]> {
    return lockOverdue(transaction, step, options);
  }
}

interface Added {
  readonly job: Pick<Job, 'id' | 'owner' | 'lane' | 'lastSequence'>;
  readonly progress: JobProgress;
  readonly entries: readonly LedgerEntry[];
}

/** With the state in which they leave the job: who follows it gets them one by one. */
async function addEntries(transaction: Transaction, all: readonly Added[]): Promise<void> {
  const rows = all.flatMap(({ job: { id, lastSequence }, progress, entries }) => {
    const { status, stage } = stateOf(progress);
    const state = { jobId: id, status, stage, progress: progressShareOf(progress.facts) };
    return entries.map((entry, index) => ({
      ...storable(entry),
      ...state,
      sequence: lastSequence + index + 1,
    }));
  });
  if (rows.length > 0) await transaction.insert(JobEventRow, rows as QueryDeepPartialEntity<JobEventRow>[]);
  const added = all.map(({ job: { id, owner, lane, lastSequence }, entries }): AddedEvents => {
    const last = lastSequence + entries.length;
    return { jobId: id, owner, lane, firstSequence: lastSequence + 1, lastSequence: last };
  });
  await tellOfEvents(transaction, added);
}

/** Whether the job comes to the end of a queue by this: that of its lane, or that of those that are worked on. */
function isQueuedAnew(before: JobProgress, after: JobProgress): boolean {
  if (outcomeOf(after.facts)) return false;
  return after.generation > before.generation || stepOf(before.facts) === 'waiting';
}

/** For a statement: what the column `reached` says of steps to which a job comes now. */
function timesNow(steps: readonly Step[]): string {
  return `jsonb_build_object(${steps.map((step) => `'${step}', now()`).join(', ')})`;
}

function columnsOf(progress: JobProgress) {
  const { status, stage } = stateOf(progress);
  return { ...storable(progress), status, stage, step: stepOf(progress.facts) ?? null };
}
