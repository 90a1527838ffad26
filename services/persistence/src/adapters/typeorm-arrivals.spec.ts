import { randomUUID } from 'node:crypto';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.js';
import { TypeOrmArrivals } from './typeorm-arrivals.js';

const teardown = autoTeardown(afterAll);
const arrivals = new TypeOrmArrivals();
let dataSource: DataSource;

beforeAll(async () => {
  const { url } = teardown.use(await testDatabase());
  dataSource = await openDatabase(url, createLogger({ name: 'persistence', version: '0' }, 'fatal'));
  teardown.add('data source', () => dataSource.destroy());
}, 120_000);

/** One half of a job arrives: locks, counts itself, and holds its transaction open for a while. */
function arrive(jobId: string, half: 'transcriptGeneration' | 'analysisGeneration'): Promise<void> {
  return dataSource.transaction(async (transaction) => {
    const before = await arrivals.lock(transaction, jobId);
    await transaction.query('select pg_sleep(0.05)');
    await arrivals.save(transaction, jobId, { ...before, [half]: before[half] + 1 });
  });
}

test('neither half of a job overwrites what the other has just written', async () => {
  const jobId = randomUUID();

  await Promise.all([arrive(jobId, 'transcriptGeneration'), arrive(jobId, 'analysisGeneration')]);
  // Once more with the row there already: now it is the lock alone that keeps them apart.
  await Promise.all([arrive(jobId, 'transcriptGeneration'), arrive(jobId, 'analysisGeneration')]);

  const after = await dataSource.transaction((transaction) => arrivals.lock(transaction, jobId));
  expect(after).toMatchObject({ transcriptGeneration: 2, analysisGeneration: 2, completedGeneration: 0 });
});
