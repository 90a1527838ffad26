import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.js';
import { jobLedgerContract } from './job-ledger.contract.js';
import { JobEventRow } from './tables.js';
import { TypeOrmJobLedger } from './typeorm-job-ledger.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await openDatabase(database.url, logger);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});

jobLedgerContract(
  () => new TypeOrmJobLedger(dataSource),
  async (jobId) => {
    const rows = await dataSource.manager.find(JobEventRow, {
      where: { jobId },
      order: { sequence: 'asc' },
    });
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    return rows.map(({ eventId, type, generation, occurredAt, summary }) => ({
      ...{ eventId, type, generation, summary },
      occurredAt: new Date(occurredAt).toISOString(),
    }));
  },
);

test('the migration is what the entities describe', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();

  // The database may be stricter than the entities; nothing else may differ.
  const differences = upQueries.filter(
    ({ query }) => !/^DROP INDEX|^ALTER TABLE \S+ DROP CONSTRAINT/.test(query),
  );
  expect(differences).toEqual([]);
});
