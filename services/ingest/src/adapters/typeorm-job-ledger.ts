import { tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource, QueryDeepPartialEntity } from 'typeorm';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';
import type { Job, NewJob } from '../job.js';
import type { LedgerEntry } from '../ledger-entry.js';
import { JobEventEntity } from './job-event.entity.js';
import { JobEntity } from './job.entity.js';

export class TypeOrmJobLedger extends JobLedger {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return tellingOutages(() => this.dataSource.transaction(work));
  }

  async open(transaction: Transaction, job: NewJob, first: LedgerEntry): Promise<Job> {
    const entity = transaction.create(JobEntity, { ...job, ...columnsOf(newJobProgress), lastSequence: 1 });
    await transaction.insert(JobEntity, entity as QueryDeepPartialEntity<JobEntity>);
    await addEntry(transaction, job.id, 1, first);
    return jobOf(entity);
  }

  async lock(transaction: Transaction, id: string): Promise<Job | undefined> {
    const entity = await transaction.findOne(JobEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return entity ? jobOf(entity) : undefined;
  }

  async advance(
    transaction: Transaction,
    job: Job,
    progress: JobProgress,
    entry: LedgerEntry,
  ): Promise<void> {
    const lastSequence = job.lastSequence + 1;
    const columns = { ...columnsOf(progress), lastSequence };
    await transaction.update(JobEntity, { id: job.id }, columns);
    await addEntry(transaction, job.id, lastSequence, entry);
  }

  async find(id: string): Promise<Job | undefined> {
    const entity = await tellingOutages(() => this.dataSource.manager.findOneBy(JobEntity, { id }));
    return entity ? jobOf(entity) : undefined;
  }

  async check(): Promise<void> {
    await this.dataSource.query('select 1');
  }
}

async function addEntry(
  transaction: Transaction,
  jobId: string,
  sequence: number,
  entry: LedgerEntry,
): Promise<void> {
  await transaction.insert(JobEventEntity, {
    ...entry,
    jobId,
    sequence,
  } as QueryDeepPartialEntity<JobEventEntity>);
}

function columnsOf(progress: JobProgress) {
  const { status, stage } = stateOf(progress);
  return { ...progress, status, stage };
}

function jobOf({ generation, facts, ...job }: JobEntity): Job {
  return { ...job, progress: { generation, facts } };
}
