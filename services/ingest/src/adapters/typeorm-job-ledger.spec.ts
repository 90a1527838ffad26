import { randomUUID } from 'node:crypto';
import { jobSubmitted } from '@meeting-intelligence/contracts';
import { rootEvent, TypeOrmOutbox } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJob } from '../../test/a-job.js';
import { ledgerEntryOf } from '../ledger-entry.js';
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
    return rows.map(({ eventId, type, generation, occurredAt, summary, hop }) => ({
      ...{ eventId, type, generation, summary, hop },
      occurredAt: new Date(occurredAt).toISOString(),
    }));
  },
);

test('two that look for overdue jobs at once get different ones, and none whose events are in the outbox', async () => {
  const ledger = new TypeOrmJobLedger(dataSource);
  const open = async (withOutbox: boolean) => {
    const id = randomUUID();
    const { recording, meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
    const event = rootEvent(jobSubmitted(jobSubmitted.example), {
      ...{ source: 'test', subject: id, owner: 'default', generation: 1 },
    });
    await ledger.transaction(async (transaction) => {
      const job = { id, owner: 'default', recording, meeting, webhookUrl: null };
      await ledger.open(transaction, job, ledgerEntryOf(event));
      if (withOutbox) await new TypeOrmOutbox('ingest').add(transaction, [event]);
    });
    return id;
  };
  const [waiting, lost] = [await open(true), await open(false)];
  const options = { deadlineMs: 0, onlyOvertaken: false, limit: 1_000 };

  const [first, second] = await ledger.transaction(async (one) => [
    await ledger.lockOverdue(one, 'accepted', options),
    await ledger.transaction((two) => ledger.lockOverdue(two, 'accepted', options)),
  ]);

  expect(first.map(({ id }) => id)).toContain(lost);
  expect(first.map(({ id }) => id)).not.toContain(waiting);
  expect(second).toEqual([]);
});

test('a job that a build accepted which knew no options has their defaults', async () => {
  const ledger = new TypeOrmJobLedger(dataSource);
  const id = await openJob(ledger);
  const added = ['externalId', 'speakerNames', 'vocabulary', 'analyses', 'summaryTemplate'];
  await dataSource.query('update ingest.jobs set meeting = meeting - $2::text[] where id = $1', [id, added]);

  expect((await ledger.find(id))?.meeting).toEqual({
    ...jobSubmitted.example.meeting,
    ...{ externalId: null, speakerNames: [], vocabulary: [], summaryTemplate: null },
    analyses: ['speakers', 'summary', 'action_items', 'decisions'],
  });
});

test('the migration can be taken back', async () => {
  await dataSource.undoLastMigration();
  await dataSource.runMigrations();

  await dataSource.query('select step from ingest.jobs');
});

test('the migration is what the entities describe', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();

  // The database may be stricter than the entities; nothing else may differ.
  const differences = upQueries.filter(
    ({ query }) => !/^DROP INDEX|^ALTER TABLE \S+ DROP CONSTRAINT/.test(query),
  );
  expect(differences).toEqual([]);
});
