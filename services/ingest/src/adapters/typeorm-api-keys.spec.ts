import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKeysContract } from './api-keys.contract.js';
import { openDatabase } from './database.js';
import { CreateApiKeys1795400000000 } from './migrations/1795400000000-create-api-keys.js';
import { TypeOrmApiKeys } from './typeorm-api-keys.js';

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

apiKeysContract(() => new TypeOrmApiKeys(dataSource));

test('the migration can be taken back', async () => {
  const runner = dataSource.createQueryRunner();
  const migration = new CreateApiKeys1795400000000();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();

  expect(await new TypeOrmApiKeys(dataSource).list({ limit: 1 })).toEqual([]);
});
