import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Logger } from '../logger.js';
import { isDatabaseOutage } from './database-outage.js';
import { JobEventEntity } from './job-event.entity.js';
import { JobEntity } from './job.entity.js';
import { CreateJobLedger1795200000000 } from './migrations/1795200000000-create-job-ledger.js';
import { migrateDatabase } from './migrate-database.js';

const longestPauseMs = 5_000;

/**
 * The database with the newest schema, ready for use. A database that is not up yet is normal and waited for; one that
 * refuses us (password, name, rights) ends the start.
 */
export async function connectDatabase(url: string, logger: Logger): Promise<DataSource> {
  for (let attempt = 0; ; attempt += 1) {
    const dataSource = newDataSource(url, logger);
    try {
      await dataSource.initialize();
      await migrateDatabase(dataSource);
      return dataSource;
    } catch (error) {
      if (dataSource.isInitialized) await dataSource.destroy();
      if (!isDatabaseOutage(error)) throw error;
      const pauseMs = Math.min(longestPauseMs, 250 * 2 ** attempt) * (0.5 + Math.random() / 2);
      logger.warn(
        { reason: (error as Error).message, pause_ms: Math.round(pauseMs) },
        'waiting for the database',
      );
      await sleep(pauseMs);
    }
  }
}

function newDataSource(url: string, logger: Logger): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'ingest',
    entities: [JobEntity, JobEventEntity],
    migrations: [CreateJobLedger1795200000000],
    applicationName: 'ingest',
    logging: false,
    poolSize: 10,
    connectTimeoutMS: 5_000,
    // Bound here: otherwise the line would carry the job whose request happened to open the connection.
    poolErrorHandler: AsyncResource.bind((error: Error) =>
      logger.warn({ reason: error.message }, 'a database connection was lost'),
    ),
    // The second is pg's own, for a server that has gone without saying so.
    extra: {
      statement_timeout: 15_000,
      query_timeout: 20_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    },
  });
}
