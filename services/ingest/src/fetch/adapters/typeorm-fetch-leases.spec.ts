import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll } from 'vitest';
import { openJob } from '../../../test/a-job.js';
import { openDatabase } from '../../adapters/database.js';
import { fetchLeasesContract } from './fetch-leases.contract.js';
import { TypeOrmFetchLeases } from './typeorm-fetch-leases.js';
import { TypeOrmJobLedger } from '../../adapters/typeorm-job-ledger.js';

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

fetchLeasesContract(
  () => new TypeOrmFetchLeases(dataSource),
  () => openJob(new TypeOrmJobLedger(dataSource)),
);
