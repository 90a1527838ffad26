import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@meeting-intelligence/telemetry';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CreateDeliveries1763700000000 } from './migrations/1763700000000-create-deliveries.js';
import { isOutage } from './outage.js';

const schema = 'notification';
/** Any number, as long as it is always the same one: replicas that start together take turns by it. */
const migrationLock = 4_711_002;

/**
 * The database with all migrations applied. One that is not up yet is normal and waited for; any other fault (a wrong
 * password, a broken migration) is thrown.
 */
export async function openDatabase(url: string, logger: Logger): Promise<DataSource> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await migrate(url);
      return await connect(url, logger);
    } catch (error) {
      if (!isOutage(error)) throw error;
      logger.warn({ reason: error.message }, 'the database is not there yet');
      await sleep(Math.min(5_000, 100 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2));
    }
  }
}

function connect(url: string, logger: Logger): Promise<DataSource> {
  return new DataSource({
    ...options(url),
    poolSize: 10,
    extra: { statement_timeout: 60_000, idle_in_transaction_session_timeout: 120_000, keepAlive: true },
    // An idle connection that is lost is replaced by the pool; without a listener it would end the process.
    poolErrorHandler: (error: Error) =>
      logger.warn({ reason: error.message }, 'lost a connection to the database'),
  }).initialize();
}

/** On connections of its own: a migration may take longer than any statement of the service is allowed to. */
async function migrate(url: string): Promise<void> {
  const dataSource = await new DataSource({ ...options(url), poolSize: 2 }).initialize();
  try {
    const lockHolder = dataSource.createQueryRunner();
    // Held until its session ends, with the data source.
    await lockHolder.query('select pg_advisory_lock($1)', [migrationLock]);
    await lockHolder.query(`create schema if not exists ${schema}`);
    await dataSource.runMigrations({ transaction: 'all' });
    await lockHolder.release();
  } finally {
    await dataSource.destroy();
  }
}

function options(url: string) {
  return {
    type: 'postgres',
    url,
    schema,
    applicationName: 'notification',
    connectTimeoutMS: 5_000,
    migrations: [CreateDeliveries1763700000000],
    migrationsTableName: 'migrations',
    logging: false,
  } as const satisfies DataSourceOptions;
}
