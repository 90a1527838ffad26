import { randomUUID } from 'node:crypto';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/database.js';
import { RequestRates } from '../request-rates.js';
import { ForgetRequests } from './forget-requests.js';
import { PostgresPlaces } from './postgres-places.js';
import { postgresRateLimiters } from './postgres-rate-limiters.js';
import { countWaiting, PostgresWaitingJobs } from './postgres-waiting-jobs.js';

const teardown = autoTeardown();
const logger = createLogger({ name: 'test', version: 'test' }, 'fatal');
let database: DataSource;
beforeAll(async () => {
  const { url } = teardown.use(await testDatabase());
  database = await openDatabase(url, logger);
  teardown.add('data source', () => database.destroy());
});
afterAll(() => teardown.run());
beforeEach(() => database.query('truncate ingest.request_rates, ingest.request_places'));

const times = <Result>(count: number, work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

function gateway(perMinute = { creates: 5, reads: 0 }, source: Pick<DataSource, 'query'> = database) {
  return new RequestRates(postgresRateLimiters(source, perMinute, logger));
}

test('gateways count together, also when all ask at once', async () => {
  const gateways = [gateway(), gateway()];

  const quotas = await times(20, (index) => gateways[index % 2]!.count('creates', 'key a'));

  expect(quotas.filter((quota) => !quota!.isExceeded)).toHaveLength(5);
});

test('a key that is over costs no round trip until its minute is up', async () => {
  let queries = 0;
  const counting = { query: (...args: [string]) => (queries++, database.query(...args)) } as typeof database;
  const rates = gateway(undefined, counting);
  await times(5, () => rates.count('creates', 'key a'));

  const quotas = await times(50, () => rates.count('creates', 'key a'));

  expect(queries).toBe(5);
  expect(quotas.every((quota) => quota!.isExceeded && quota!.resetsInSeconds > 50)).toBe(true);
});

test('while the database does not answer, a gateway counts for itself within a second', async () => {
  const rates = gateway(undefined, { query: () => new Promise<never>(() => {}) });
  const startedAt = performance.now();

  const quotas = await times(6, () => rates.count('creates', 'key a'));

  expect(quotas.map((quota) => quota!.isExceeded)).toEqual([false, false, false, false, false, true]);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});

test('no place is given twice, however many gateways ask at once', async () => {
  const gateways = [new PostgresPlaces(database), new PostgresPlaces(database), new PostgresPlaces(database)];

  const places = await times(30, (index) => gateways[index % 3]!.take('uploads', 'key a', 10));

  const numbers = places.flatMap((place) => place?.number ?? []);
  expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('places are of a kind and of a subject', async () => {
  const places = new PostgresPlaces(database);
  await places.take('uploads', 'key a', 1);

  expect(await places.take('uploads', 'key a', 1)).toBeUndefined();
  expect(await places.take('streams', 'key a', 1)).toMatchObject({ number: 1 });
  expect(await places.take('uploads', 'key b', 1)).toMatchObject({ number: 1 });
});

test('a place that was freed is free for the other gateway, and for nobody who did not hold it', async () => {
  const [ours, theirs] = [new PostgresPlaces(database), new PostgresPlaces(database)];
  const place = (await ours.take('streams', 'key a', 1))!;

  await theirs.free({ ...place, holder: randomUUID() });
  expect(await theirs.take('streams', 'key a', 1)).toBeUndefined();

  await ours.free(place);
  expect(await theirs.take('streams', 'key a', 1)).toMatchObject({ kind: 'streams', number: 1 });
});

test('a request that lost its place frees nothing of the next one that has it, of the same gateway either', async () => {
  const places = new PostgresPlaces(database);
  const lost = (await places.take('streams', 'key a', 1))!;
  await database.query(`update ingest.request_places set held_until = now() - interval '1 s'`);
  const place = (await places.take('streams', 'key a', 1))!;
  await places.renew([lost]);
  await places.free(lost);

  expect(await places.take('streams', 'key a', 1)).toBeUndefined();
  await places.free(place);
  expect(await places.take('streams', 'key a', 1)).toBeDefined();
});

test('what is being renewed is not forgotten, and nobody waits for it', async () => {
  await new PostgresPlaces(database, 0).take('streams', 'renewed', 1);
  await new PostgresPlaces(database, 0).take('streams', 'over', 1);
  const runner = database.createQueryRunner();
  await runner.startTransaction();
  await runner.query(`select from ingest.request_places where subject = 'renewed' for update`);
  await new ForgetRequests(database, logger).round();
  await runner.commitTransaction();
  await runner.release();

  expect(await database.query('select subject from ingest.request_places')).toEqual([{ subject: 'renewed' }]);
});

test('the place of a gateway that was killed is free when its time is up; one that is renewed is not', async () => {
  const [killed, alive] = [new PostgresPlaces(database, 300), new PostgresPlaces(database, 300)];
  await killed.take('streams', 'killed', 1);
  const kept = (await alive.take('streams', 'alive', 1))!;
  const other = new PostgresPlaces(database);

  await eventually(async () => {
    await alive.renew([kept]);
    expect(await other.take('streams', 'killed', 1)).toBeDefined();
  });
  expect(await other.take('streams', 'alive', 1)).toBeUndefined();
});

test('renewing enters again what the database lost, and takes nothing from others', async () => {
  const [ours, theirs] = [new PostgresPlaces(database), new PostgresPlaces(database)];
  const first = (await ours.take('streams', 'key a', 1))!;
  const second = (await ours.take('streams', 'key b', 1))!;
  await database.query('truncate ingest.request_places');
  await theirs.take('streams', 'key b', 1);

  await ours.renew([second, first]);

  expect(await theirs.take('streams', 'key a', 1)).toBeUndefined();
  await ours.free(second);
  expect(await ours.take('streams', 'key b', 1)).toBeUndefined();
});

test('forgets what is over, and nothing else', async () => {
  await gateway().count('creates', 'key a');
  await new PostgresPlaces(database).take('streams', 'key a', 5);
  await database.query(`insert into ingest.request_rates values ('old', 1, ${Date.now() - 61_000})`);
  await new PostgresPlaces(database, 0).take('streams', 'old', 5);

  await new ForgetRequests(database, logger).round();

  expect(await database.query('select key from ingest.request_rates')).toEqual([{ key: 'creates:key a' }]);
  expect(await database.query('select subject from ingest.request_places')).toEqual([{ subject: 'key a' }]);
});

test('counts the jobs of an owner that wait, no further than asked, by an index', async () => {
  await database.query(`
    insert into ingest.jobs (id, owner, status, generation, facts, meeting, last_sequence)
    select gen_random_uuid(), case when number % 10 = 0 then 'a' else 'b' end,
      case when number % 100 = 0 then 'pending' else 'completed' end, 1, '{}', '{}', 1
    from generate_series(1, 20000) number`);
  await database.query('analyze ingest.jobs');
  const waiting = new PostgresWaitingJobs(database);

  expect(await waiting.count('a', 1_000)).toBe(200);
  expect(await waiting.count('a', 50)).toBe(50);
  expect(await waiting.count('b', 50)).toBe(0);
  const plan = JSON.stringify(await database.query(`explain ${countWaiting}`, ['a', 500]));
  expect(plan).toContain('jobs_newest_by_status');
  expect(plan).not.toContain('Seq Scan');
});
