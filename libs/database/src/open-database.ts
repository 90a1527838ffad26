import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isOutage } from './outage.js';

export interface DatabaseOptions {
  readonly url: string;
  /** The service's own schema; made if it is not there. Also how the connections are called on the server. */
  readonly schema: string;
  readonly entities?: DataSourceOptions['entities'];
  readonly migrations: DataSourceOptions['migrations'];
  readonly logger: Logger;
  /** For a command that somebody waits for; a service waits for ever. */
  readonly giveUpAfterMs?: number;
}

const longestPauseMs = 5_000;

/**
 * The database with all migrations applied. One that is not up yet is normal and waited for; any other fault (a wrong
 * password, a broken migration) is thrown.
 *
 * @throws AppError DATABASE_UNAVAILABLE after `giveUpAfterMs`
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const giveUpAt = Date.now() + (options.giveUpAfterMs ?? Infinity);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await migrate(options);
      return await connect(options);
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (Date.now() >= giveUpAt)
        throw new AppError('DATABASE_UNAVAILABLE', `the database does not answer: ${reasonOf(error)}`, {
          cause: error,
        });
      options.logger.warn({ reason: error.message }, 'the database is not there yet');
      await sleep(Math.min(longestPauseMs, 100 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2));
    }
  }
}

/** Of several addresses that were tried each has its own; the error over them says nothing. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError && error.errors[0] instanceof Error
    ? error.errors[0].message
    : error.message;
}

function connect(options: DatabaseOptions): Promise<DataSource> {
  return new DataSource({
    ...sourceOptions(options),
    poolSize: 10,
    extra: {
      statement_timeout: 60_000,
      query_timeout: 65_000, // pg's own, for a server that has gone without saying so
      idle_in_transaction_session_timeout: 120_000,
      keepAlive: true,
    },
    // An idle connection that is lost is replaced by the pool; without a listener it would end the process. Bound here:
    // otherwise the line would carry the job whose work happened to open the connection.
    poolErrorHandler: AsyncResource.bind((error: Error) => {
      options.logger.warn({ reason: error.message }, 'lost a connection to the database');
    }),
  }).initialize();
}

/** On connections of its own: a migration may take longer than any statement of the service is allowed to. */
async function migrate(options: DatabaseOptions): Promise<void> {
  const dataSource = await new DataSource({ ...sourceOptions(options), poolSize: 2 }).initialize();
  try {
    const lockHolder = dataSource.createQueryRunner();
    // Replicas that start together take turns. Held until its session ends, with the data source.
    await lockHolder.query('select pg_advisory_lock(hashtext($1))', [`migrations of ${options.schema}`]);
    await lockHolder.query(`create schema if not exists "${options.schema}"`);
    await dataSource.runMigrations({ transaction: 'all' });
    await lockHolder.release();
  } finally {
    await dataSource.destroy();
  }
}

function sourceOptions({ url, schema, entities, migrations }: DatabaseOptions) {
  return {
    type: 'postgres',
    url,
    schema,
    applicationName: schema,
    connectTimeoutMS: 5_000,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    logging: false,
  } as const satisfies DataSourceOptions;
}
