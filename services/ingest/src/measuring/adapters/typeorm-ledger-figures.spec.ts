import { randomUUID } from 'node:crypto';
import { jobCancelled, jobSubmitted, type EventDraft } from '@meeting-intelligence/contracts';
import { rootEvent, TypeOrmOutbox } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/database.js';
import { TypeOrmLedgerFigures } from './typeorm-ledger-figures.js';

const logger = createLogger({ name: 'ingest', version: 'test', env: 'test', pod: 'test' }, 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;
let figures: TypeOrmLedgerFigures;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await openDatabase(database.url, logger);
  figures = new TypeOrmLedgerFigures(dataSource);
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.close();
});

test('an empty ledger is all zeros, and knows no event', async () => {
  expect(await figures.jobs()).toEqual({
    byState: { waiting: 0, pending: 0, processing: 0 },
    bulkWaiting: 0,
    bulkInFlight: 0,
    oldestUnheardSeconds: 0,
  });
  expect(await figures.ageOfYoungest('job.submitted.v1', 1)).toBeNull();
  expect(await figures.unsent()).toEqual(new Map());
  expect(await figures.sawEmpty([])).toEqual(new Map());
});

test('counts what waits in the outbox by the type of the event, whatever its data say', async () => {
  const outbox = new TypeOrmOutbox('ingest');
  const submitted = jobSubmitted({
    ...jobSubmitted.example,
    meeting: { ...jobSubmitted.example.meeting, title: '"type":"x"' },
  });
  const drafts: EventDraft[] = [submitted, submitted, jobCancelled(jobCancelled.example)];
  const events = drafts.map((draft) =>
    rootEvent(draft, { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 }),
  );
  await dataSource.transaction((transaction) => outbox.add(transaction, events));

  expect(await figures.unsent()).toEqual(
    new Map([
      ['job.submitted.v1', 2],
      ['job.cancelled.v1', 1],
    ]),
  );
});

test('remembers for all gateways when a queue was seen empty last', async () => {
  await figures.sawEmpty(['one', 'another']);
  await dataSource.query(`update ingest.empty_queues set seen_at = now() - interval '100 s'`);

  const another = new TypeOrmLedgerFigures(dataSource);
  const ages = await another.sawEmpty(['another', 'third']);

  expect([...ages.keys()].sort()).toEqual(['another', 'one', 'third']);
  expect(ages.get('one')).toBeCloseTo(100, -1);
  expect(ages.get('another')).toBeLessThan(10);
});

test('counts jobs that have not ended, and finds the event at a place from the youngest', async () => {
  await job({ step: 'waiting', lane: 'bulk', quietS: 5_000 });
  await job({ step: 'accepted', lane: 'bulk', quietS: 10 });
  await job({ step: 'transcribed', status: 'processing', quietS: 300 });
  const ended = await job({ step: null, status: 'completed', quietS: 9_000 });
  for (const [index, ageS] of [400, 20, 3].entries())
    await dataSource.query(
      `insert into ingest.job_events (job_id, sequence, event_id, type, generation, occurred_at, summary, status, progress)
       values ($1, $2, $3, 'job.submitted.v1', 1, now() - $4 * interval '1 s', '{}', 'pending', 0)`,
      [ended, index + 1, randomUUID(), ageS],
    );

  const { oldestUnheardSeconds, ...counts } = await figures.jobs();
  expect(counts).toEqual({
    byState: { waiting: 1, pending: 1, processing: 1 },
    bulkWaiting: 1,
    bulkInFlight: 1,
  });
  expect(oldestUnheardSeconds).toBeCloseTo(300, -1);
  expect(await figures.ageOfYoungest('job.submitted.v1', 2)).toBeCloseTo(20, -1);
  expect(await figures.ageOfYoungest('job.submitted.v1', 3)).toBeCloseTo(400, -1);
  expect(await figures.ageOfYoungest('job.submitted.v1', 4)).toBeNull();
});

test('the event at a place is found by an index, and not by looking through the history', async () => {
  const plan = await dataSource.transaction(async (transaction) => {
    await transaction.query('set local enable_seqscan = off');
    return transaction.query<Record<string, string>[]>(
      `explain select occurred_at from ingest.job_events where type = $1 order by occurred_at desc offset 100 limit 1`,
      ['job.submitted.v1'],
    );
  });

  expect(JSON.stringify(plan)).toContain('job_events_by_type');
});

async function job(row: { step: string | null; status?: string; lane?: string; quietS: number }) {
  const id = randomUUID();
  await dataSource.query(
    `insert into ingest.jobs (id, owner, status, step, lane, generation, facts, meeting, last_sequence, updated_at)
     values ($1, 'cms', $2, $3, $4, 1, '{}', '{}', 0, now() - $5 * interval '1 s')`,
    [id, row.status ?? 'pending', row.step, row.lane ?? 'interactive', row.quietS],
  );
  return id;
}
