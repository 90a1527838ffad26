import { openDatabase } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import type { Logger } from '../logger.js';
import { JobEventEntity } from './job-event.entity.js';
import { JobEntity } from './job.entity.js';
import { CreateJobLedger1795200000000 } from './migrations/1795200000000-create-job-ledger.js';

/** This service's own schema, migrated. Waits for a database that is not up yet. */
export function connectDatabase(url: string, logger: Logger): Promise<DataSource> {
  return openDatabase({
    url,
    schema: 'ingest',
    entities: [JobEntity, JobEventEntity],
    migrations: [CreateJobLedger1795200000000],
    logger,
  });
}
