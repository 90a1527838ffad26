import { storable, tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource, QueryDeepPartialEntity } from 'typeorm';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import type { Job, NewJob } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';
import { JobEventRow, JobRow } from './tables.js';

export class TypeOrmJobLedger extends JobLedger {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return tellingOutages(() => this.dataSource.transaction(work));
  }

  async open(transaction: Transaction, job: NewJob, first: LedgerEntry): Promise<Job> {
    const columns = { ...storable(job), ...columnsOf(newJobProgress), lastSequence: 1 };
    const row = transaction.create(JobRow, columns);
    await transaction.insert(JobRow, row as QueryDeepPartialEntity<JobRow>);
    await addEntry(transaction, job.id, 1, first);
    return jobOf(row);
  }

  async lock(transaction: Transaction, id: string): Promise<Job | undefined> {
    const row = await transaction.findOne(JobRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? jobOf(row) : undefined;
  }

  async advance(
    transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entry: LedgerEntry,
  ): Promise<void> {
    const lastSequence = job.lastSequence + 1;
    const columns = { ...columnsOf(progress), lastSequence };
    await transaction.update(JobRow, { id: job.id }, columns);
    await addEntry(transaction, job.id, lastSequence, entry);
  }

  async find(id: string): Promise<Job | undefined> {
    const row = await tellingOutages(() => this.dataSource.manager.findOneBy(JobRow, { id }));
    return row ? jobOf(row) : undefined;
  }
}

async function addEntry(
  transaction: Transaction,
  jobId: string,
  sequence: number,
  entry: LedgerEntry,
): Promise<void> {
  const row = { ...storable(entry), jobId, sequence };
  await transaction.insert(JobEventRow, row as QueryDeepPartialEntity<JobEventRow>);
}

function columnsOf(progress: JobProgress) {
  const { status, stage } = stateOf(progress);
  return { ...storable(progress), status, stage };
}

function jobOf({ generation, facts, ...job }: JobRow): Job {
  return { ...job, progress: { generation, facts } };
}
