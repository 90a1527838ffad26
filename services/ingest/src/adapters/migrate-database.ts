import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import type { DataSource, QueryRunner } from 'typeorm';

/** Any number, as long as no other program locks it in the same database: "ingest" in ASCII. */
const lockKey = String(0x696e67657374);
const longestWaitMs = 60_000;

/** Brings the schema up to date. Of two replicas that start at once the second waits, and finds nothing left to do. */
export async function migrateDatabase(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  try {
    await acquire(lock);
    try {
      await lock.query('create schema if not exists ingest');
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [lockKey]);
    }
  } finally {
    await lock.release();
  }
}

/** Asks again and again, because waiting inside one statement would run into the statement timeout. */
async function acquire(lock: QueryRunner): Promise<void> {
  for (const deadline = Date.now() + longestWaitMs; Date.now() < deadline; await sleep(200)) {
    const rows = (await lock.query('select pg_try_advisory_lock($1) as is_ours', [lockKey])) as {
      readonly is_ours: boolean;
    }[];
    if (rows[0]?.is_ours) return;
  }
  throw new AppError('DATABASE_UNAVAILABLE', `another replica is still migrating after ${longestWaitMs} ms`);
}
