import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually, freePort, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase } from './connect-database.js';
import { JobEventEntity } from './job-event.entity.js';
import { jobLedgerContract } from './job-ledger.contract.js';
import { TypeOrmJobLedger } from './typeorm-job-ledger.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await connectDatabase(database.url, logger);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});

jobLedgerContract(
  () => new TypeOrmJobLedger(dataSource),
  async (jobId) => {
    const rows = await dataSource.manager.find(JobEventEntity, {
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

test('two replicas that start at once migrate once', async () => {
  const empty = await testDatabase();
  const replicas = await Promise.all([1, 2, 3].map(() => connectDatabase(empty.url, logger)));

  const rows = await replicas[0]!.query<{ count: number }[]>(
    'select count(*)::int as count from ingest.migrations',
  );

  expect(rows).toEqual([{ count: 1 }]);
  await Promise.all(replicas.map((replica) => replica.destroy()));
  await empty.close();
});

test('the migration is what the entities describe', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();

  // The database may be stricter than the entities; nothing else may differ.
  const differences = upQueries.filter(
    ({ query }) => !/^DROP INDEX|^ALTER TABLE \S+ DROP CONSTRAINT/.test(query),
  );
  expect(differences).toEqual([]);
});

test('a database that refuses us ends the start', async () => {
  const url = new URL(database.url);
  url.pathname = '/no_such_database';

  await expect(connectDatabase(url.href, logger)).rejects.toMatchObject({ code: '3D000' });
});

test('a database that comes up later is waited for', async () => {
  const port = await freePort();
  const url = new URL(database.url);
  const target = { host: url.hostname, port: Number(url.port) };
  url.host = `127.0.0.1:${port}`;
  const lines: string[] = [];
  const connecting = connectDatabase(
    url.href,
    createLogger({ name: 'ingest', version: 'test' }, 'info', { write: (line) => void lines.push(line) }),
  );
  await eventually(() => expect(lines.join()).toContain('waiting for the database'));

  const proxy = createServer((socket) => void pipeline(socket, connect(target), socket, () => {}));
  proxy.listen(port, '127.0.0.1');
  const late = await connecting;

  expect(await new TypeOrmJobLedger(late).check()).toBeUndefined();
  await late.destroy();
  await new Promise((resolve) => proxy.close(resolve));
});
