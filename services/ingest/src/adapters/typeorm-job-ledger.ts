import { meetingDetails, type Recording } from '@meeting-intelligence/contracts';
import { storable, tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import { In, type DataSource, type QueryDeepPartialEntity } from 'typeorm';
import { tellOfEvents } from '../following/adapters/tell-of-events.js';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import { stepOf, stepsAfter, type Step } from '../job-step.js';
import type { Job, NewJob } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';
import { progressShareOf } from '../progress-share.js';
import { JobEventRow, JobRow } from './tables.js';

export class TypeOrmJobLedger extends JobLedger {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return tellingOutages(() => this.dataSource.transaction(work));
  }

  async open(
    transaction: Transaction,
    job: NewJob,
    first: LedgerEntry,
    progress = newJobProgress,
  ): Promise<Job> {
    const columns = { ...storable(job), ...columnsOf(progress), lastSequence: 1 };
    const row = transaction.create(JobRow, columns);
    await transaction.insert(JobRow, row as QueryDeepPartialEntity<JobRow>);
    await addEntries(transaction, { ...job, lastSequence: 0 }, progress, [first]);
    return jobOf(row);
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
    job: Job,
    progress: JobProgress,
    entries: readonly LedgerEntry[],
  ): Promise<void> {
    const columns = { ...columnsOf(progress), lastSequence: job.lastSequence + entries.length };
    await transaction.update(JobRow, { id: job.id }, columns);
    await addEntries(transaction, job, progress, entries);
  }

  async find(id: string, owner?: string): Promise<Job | undefined> {
    const which = owner === undefined ? { id } : { id, owner };
    const row = await tellingOutages(() => this.dataSource.manager.findOneBy(JobRow, which));
    return row ? jobOf(row) : undefined;
  }

  /** Not a job that waits for its recording no longer and has none: a file of it was left by a run that died. */
  async existing(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await tellingOutages(() =>
      this.dataSource.query(
        `select id from ingest.jobs
         where id = any($1::uuid[]) and (recording is not null or step = 'requested')`,
        [ids],
      ),
    );
    return new Set(rows.map(({ id }) => id));
  }

  async overdueSteps(deadlineMs: number): Promise<readonly Step[]> {
    const rows: { step: Step }[] = await tellingOutages(() =>
      this.dataSource.query(`select distinct step from ingest.jobs job where ${isOverdue}`, [deadlineMs]),
    );
    return rows.map(({ step }) => step);
  }

  async lockOverdue(
    transaction: Transaction,
    step: Step,
    { deadlineMs, onlyOvertaken, limit }: { deadlineMs: number; onlyOvertaken: boolean; limit: number },
  ): Promise<readonly Job[]> {
    const found: { id: string }[] = await transaction.query(
      `select id from ingest.jobs job
       where ${isOverdue} and step = $2 and not ${hasEventsInOutbox}
         ${onlyOvertaken ? `and ${isOvertakenAt(step)}` : ''}
       order by updated_at limit $3
       for update skip locked`,
      [deadlineMs, step, limit, ...(onlyOvertaken ? [stepsAfter(step)] : [])],
    );
    const rows = await transaction.findBy(JobRow, { id: In(found.map(({ id }) => id)) });
    return rows.map(jobOf);
  }
}

/** With the state in which they leave the job: who follows it gets them one by one. */
async function addEntries(
  transaction: Transaction,
  { id, owner, lastSequence }: Pick<Job, 'id' | 'owner' | 'lastSequence'>,
  progress: JobProgress,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const { status, stage } = stateOf(progress);
  const rows = entries.map((entry, index) => ({
    ...storable(entry),
    ...{ jobId: id, status, stage, progress: progressShareOf(progress.facts) },
    sequence: lastSequence + index + 1,
  }));
  await transaction.insert(JobEventRow, rows as QueryDeepPartialEntity<JobEventRow>[]);
  const [firstSequence, last] = [lastSequence + 1, lastSequence + entries.length];
  await tellOfEvents(transaction, { jobId: id, owner, firstSequence, lastSequence: last });
}

// By the clock of the database alone: that of a machine may jump. A job that has ended is at no step.
const isQuiet = (job: string) => `${job}.updated_at < now() - $1 * interval '1 ms'`;
const isOverdue = `(job.step is not null and ${isQuiet('job')})`;

/** Looks into the text of the envelopes: the outbox is empty or short, and this is asked of overdue jobs alone. */
const hasEventsInOutbox = `exists (
  select 1 from ingest.outbox waiting where waiting.envelope like '%"subject":"' || job.id || '"%')`;

/** Whether a job that reached this step later is past it since then ($4: the steps after it). Looks through all jobs once. */
function isOvertakenAt(step: Step): string {
  // A later generation may begin anywhere: that of a job does not tell when it was accepted.
  const reached = (job: string) =>
    step === 'accepted'
      ? `coalesce((${job}.facts -> 'accepted' ->> 'at')::timestamptz, case when ${job}.generation = 1 then ${job}.created_at end)`
      : `(${job}.facts -> '${step}' ->> 'at')::timestamptz`;
  return `${reached('job')} < (
    select max(${reached('other')}) from ingest.jobs other
    where ${isQuiet('other')} and (other.step = any($4) or other.status = 'completed'))`;
}

function columnsOf(progress: JobProgress) {
  const { status, stage } = stateOf(progress);
  return { ...storable(progress), status, stage, step: stepOf(progress.facts) ?? null };
}

export function jobOf(row: JobRow): Job {
  const { id, owner, recording, webhookUrl, lastSequence, createdAt, updatedAt } = row;
  const { generation, facts } = row;
  // A row of an older build lacks what came later.
  const meeting = meetingDetails.parse(row.meeting);
  return {
    id,
    owner,
    recording,
    meeting,
    webhookUrl,
    lastSequence,
    createdAt,
    updatedAt,
    progress: { generation, facts },
  };
}
