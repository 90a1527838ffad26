import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  recordingRequested,
  stageFailed,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { TypeOrmOutbox } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventOf, openJob, openWaitingJob, orders, record } from '../../test/a-job.js';
import { openDatabase } from '../adapters/database.js';
import { TypeOrmFetchLeases } from '../fetch/adapters/typeorm-fetch-leases.js';
import { TypeOrmJobLedger } from '../adapters/typeorm-job-ledger.js';
import { TypeOrmJobOutlook } from '../following/adapters/typeorm-job-outlook.js';
import { topicOf, Wakeups } from '../following/wakeups.js';
import { TypeOrmBulkLane } from './adapters/typeorm-bulk-lane.js';
import { BulkFeeder } from './bulk-feeder.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
const teardown = autoTeardown(afterAll);
let dataSource: DataSource;
let ledger: TypeOrmJobLedger;

beforeAll(async () => {
  const { url } = teardown.use(await testDatabase());
  dataSource = await openDatabase(url, logger);
  teardown.add('data source', () => dataSource.destroy());
  ledger = new TypeOrmJobLedger(dataSource);
});
afterEach(() => dataSource.query('truncate ingest.jobs, ingest.outbox cascade'));

/** As each gateway has one. */
function feeder(inFlight = 2, wakeups = new Wakeups()): BulkFeeder {
  const outbox = new TypeOrmOutbox('ingest');
  const settings = { inFlight, intervalMs: 3_600_000, logger };
  return new BulkFeeder(new TypeOrmBulkLane(), ledger, outbox, orders, wakeups, settings);
}

const waiting = (owner = 'default') => openWaitingJob(ledger, { owner });
const end = (id: string) => record(ledger, eventOf(meetingCompleted, id));
async function released(): Promise<string[]> {
  const rows: { id: string }[] = await dataSource.query(
    `select id from ingest.jobs where lane = 'bulk' and step <> 'waiting' order by queued_at, id`,
  );
  return rows.map(({ id }) => id);
}

test('releases the first jobs, no more than may be in flight, and the next when one of them ends', async () => {
  const ids = [await waiting(), await waiting(), await waiting(), await waiting()];

  await feeder().round();
  await feeder().round();
  expect(new Set(await released())).toEqual(new Set(ids.slice(0, 2)));
  const events: { envelope: string }[] = await dataSource.query(
    'select envelope from ingest.outbox order by id',
  );
  expect(events.map(({ envelope }) => JSON.parse(envelope) as unknown)).toMatchObject(
    ids.slice(0, 2).map((subject) => ({ type: recordingRequested.type, subject, generation: 1 })),
  );

  await end(ids[1]!);
  await feeder().round();
  expect(new Set(await released())).toEqual(new Set([ids[0], ids[2]]));
});

test('many gateways that look at once release no more than one', async () => {
  for (let jobs = 0; jobs < 30; jobs += 1) await waiting();

  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.all(Array.from({ length: 6 }, () => feeder(3).round()));
    const inFlight = await released();
    expect(inFlight).toHaveLength(3);
    await end(inFlight[0]!);
    // One ends while they look.
    await Promise.all([feeder(3).round(), end(inFlight[1]!), feeder(3).round(), feeder(3).round()]);
    expect((await released()).length).toBeLessThanOrEqual(3);
  }
});

test('waits while an interactive job waits for its first step', async () => {
  await waiting();
  const interactive = await openJob(ledger);

  await feeder().round();
  expect(await released()).toEqual([]);

  await record(ledger, eventOf(recordingPrepared, interactive));
  await feeder().round();
  expect(await released()).toHaveLength(1);
});

test('an interactive job that is stuck does not hold the lane up for ever', async () => {
  await waiting();
  const stuck = await openJob(ledger);
  await dataSource.query(`update ingest.jobs set queued_at = now() - interval '11 minutes' where id = $1`, [
    stuck,
  ]);

  await feeder().round();
  expect(await released()).toHaveLength(1);
});

test('waits for a recording that is new or being fetched, and not for one whose server is away', async () => {
  await waiting();
  const away = await openWaitingInteractive();

  await feeder().round();
  expect(await released()).toEqual([]);

  await dataSource.query(`update ingest.jobs set queued_at = now() - interval '31 seconds' where id = $1`, [
    away,
  ]);
  const leases = new TypeOrmFetchLeases(dataSource);
  const holder = randomUUID();
  await leases.take(away, holder, 60_000);
  await feeder().round();
  expect(await released()).toEqual([]);

  // It waits for its next try.
  await leases.release(away, holder);
  await feeder().round();
  expect(await released()).toHaveLength(1);
});

test.each([1, 2])('owners take turns, however many jobs one has: %i in flight', async (inFlight) => {
  for (let jobs = 0; jobs < 20; jobs += 1) await waiting('archive');
  const small = [await waiting('small'), await waiting('small')];
  const tiny = await waiting('tiny');

  const order: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await feeder(inFlight).round();
    const [first] = await released();
    order.push(first!);
    await end(first!);
  }

  expect(order).toEqual(expect.arrayContaining([...small, tiny]));
});

test('is woken when something happens in the lane, and stops', async () => {
  const wakeups = new Wakeups();
  const running = feeder(2, wakeups);
  running.onApplicationBootstrap();
  await waiting();

  wakeups.ring(topicOf.bulkLane);

  await eventually(async () => expect(await released()).toHaveLength(1));
  await running.beforeApplicationShutdown();
});

test('with no room at all nothing is released', async () => {
  await waiting();
  await feeder(0).round();
  expect(await released()).toEqual([]);
});

test('a job whose order does not open fails, and the next has its turn', async () => {
  const lost = await openWaitingJob(ledger, { sealedOrder: 'v1.k9.lost' });
  const next = await waiting();

  await feeder(1).round();
  await feeder(1).round();

  expect(await ledger.find(lost)).toMatchObject({
    progress: { facts: { failed: { error: { retryable: false } } } },
  });
  expect(await released()).toEqual([next]);
});

test.each<[string, (id: string) => Promise<unknown>]>([
  ['order is none that this build knows', (id) => sealed(id, '{"recordingUrl":7}')],
  ['order is no JSON', (id) => sealed(id, 'no order')],
  [
    'meeting is none that this build knows',
    (id) => dataSource.query(`update ingest.jobs set meeting = '{"language":7}' where id = $1`, [id]),
  ],
])('a job whose %s fails, and the next has its turn', async (_, spoil) => {
  const strange = await waiting();
  await spoil(strange);
  const next = await waiting();

  await feeder(1).round();
  await feeder(1).round();

  const [{ status }] = await dataSource.query<[{ status: string }]>(
    'select status from ingest.jobs where id = $1',
    [strange],
  );
  expect(status).toBe('failed');
  expect(await released()).toEqual([next]);
});

test('a job that is cancelled at this moment is not released', async () => {
  const id = await waiting();

  await ledger.transaction(async (transaction) => {
    await ledger.lock(transaction, id);
    await feeder().round();
  });

  expect(await released()).toEqual([]);
});

test('an interactive job has at most those bulk jobs before it that are in flight; a waiting one, whoever comes before it', async () => {
  const outlook = new TypeOrmJobOutlook(dataSource);
  const bulk: string[] = [];
  for (let jobs = 0; jobs < 5; jobs += 1) bulk.push(await waiting('archive'));
  await feeder().round();
  const interactive = await openWaitingInteractive();
  const [small, smaller] = [await waiting('small'), await waiting('small')];

  expect(await outlook.queuePosition(interactive)).toBe(3);
  // Two in flight and the interactive one, then archive, small, archive, small …
  const positions = await Promise.all(
    [...bulk.slice(2), small, smaller].map((id) => outlook.queuePosition(id)),
  );
  expect(positions).toEqual([4, 6, 8, 5, 7]);
  expect(await outlook.queuePosition(randomUUID())).toBeNull();
});

test('a job that is retried stands at the end of the queue', async () => {
  const outlook = new TypeOrmJobOutlook(dataSource);
  const failed = await openJob(ledger);
  await record(ledger, eventOf(stageFailed, failed));
  const others = [await openJob(ledger), await openJob(ledger)];

  await record(ledger, eventOf(jobSubmitted, failed, { generation: 2 }));

  expect(await Promise.all([...others, failed].map((id) => outlook.queuePosition(id)))).toEqual([1, 2, 3]);
});

function sealed(id: string, order: string): Promise<unknown> {
  const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
  return dataSource.query('update ingest.jobs set sealed_order = $2 where id = $1', [
    id,
    keys.seal(order, id),
  ]);
}

/** As one that is to be fetched, like those of the bulk lane. */
async function openWaitingInteractive(): Promise<string> {
  const id = await openJob(ledger);
  await dataSource.query(`update ingest.jobs set step = 'requested' where id = $1`, [id]);
  return id;
}
