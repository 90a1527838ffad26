import { openDatabase as open } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { CreateJobLedger1795200000000 } from './migrations/1795200000000-create-job-ledger.js';
import { LetTheLedgerDecide1795300000000 } from './migrations/1795300000000-let-the-ledger-decide.js';
import { tables } from './tables.js';

/** This service's own schema, migrated. Waits for a database that is not up yet. */
export function openDatabase(url: string, logger: Logger): Promise<DataSource> {
  return open({
    url,
    schema: 'ingest',
    entities: tables,
    migrations: [CreateJobLedger1795200000000, LetTheLedgerDecide1795300000000],
    logger,
  });
}
