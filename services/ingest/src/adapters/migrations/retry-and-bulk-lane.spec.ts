import { randomUUID } from 'node:crypto';
import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../database.js';
import { RetryAndBulkLane1795720000000 } from './1795720000000-retry-and-bulk-lane.js';

let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  dataSource = await openDatabase(database.url, createLogger({ name: 'ingest', version: 'test' }, 'silent'));
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});

const createdAt = '2026-01-01T00:00:00.000Z';

async function job(step: string | null): Promise<string> {
  const id = randomUUID();
  await dataSource.query(
    `insert into ingest.jobs (id, owner, status, step, generation, facts, meeting, last_sequence, created_at)
     values ($1, 'default', 'pending', $2, 1, '{}', '{}', 1, $3)`,
    [id, step, createdAt],
  );
  return id;
}

/** Changes whenever the row is written. */
async function versionOf(id: string): Promise<string> {
  const [row] = await dataSource.query<[{ version: string }]>(
    `select xmin || ' at ' || ctid as version from ingest.jobs where id = $1`,
    [id],
  );
  return row.version;
}

test('jobs that have ended are not rewritten, however many there are; those in a queue keep their place', async () => {
  const runner = dataSource.createQueryRunner();
  const migration = new RetryAndBulkLane1795720000000();
  await migration.down(runner);
  const [ended, waiting] = [await job(null), await job('accepted')];
  const before = await versionOf(ended);

  await migration.up(runner);
  await runner.release();

  expect(await versionOf(ended)).toBe(before);
  expect(await dataSource.query('select lane, queued_at from ingest.jobs where id = $1', [waiting])).toEqual([
    { lane: 'interactive', queued_at: new Date(createdAt) },
  ]);
});
