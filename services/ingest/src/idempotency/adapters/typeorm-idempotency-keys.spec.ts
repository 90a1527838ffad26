import { randomBytes, randomUUID } from 'node:crypto';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/database.js';
import { RememberIdempotencyKeys1795700000000 } from '../../adapters/migrations/1795700000000-remember-idempotency-keys.js';
import { OwnIdempotencyKeys1795790000000 } from '../../adapters/migrations/1795790000000-own-idempotency-keys.js';
import type { Attempt } from '../idempotency-keys.js';
import { TypeOrmIdempotencyKeys, type KeySettings } from './typeorm-idempotency-keys.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;
let scope: Buffer;
let owner: string;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await openDatabase(database.url, logger);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});
beforeEach(() => {
  scope = randomBytes(32);
  owner = `owner ${randomUUID()}`;
});

const keysFor = (changed: Partial<KeySettings> = {}) =>
  new TypeOrmIdempotencyKeys(dataSource, { leaseMs: 60_000, keepMs: 60_000, mostKept: 0, ...changed });
const keys = () => keysFor();

async function reserved(of = keys(), what = scope): Promise<Attempt> {
  const reservation = await of.reserve(owner, what);
  if (reservation.state !== 'reserved') throw new Error(`expected a free key, got ${reservation.state}`);
  return reservation.attempt;
}

const expired = 'select from ingest.idempotency_keys where scope = $1 and expires_at < now()';
const shownIn = 'select shows from ingest.idempotency_keys where scope = $1';

async function openJob(): Promise<string> {
  const [{ id }] = await dataSource.query<[{ id: string }]>(
    `insert into ingest.jobs (id, owner, status, generation, facts, meeting, last_sequence)
     values (gen_random_uuid(), 'default', 'pending', 1, '{}', '{}', 1) returning id`,
  );
  return id;
}

const answer = { fingerprint: 'sealed fingerprint', answer: 'sealed answer' };

test('of many that come at once one gets the key, the others learn that it is in use', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => keys().reserve(owner, scope)));

  expect(all.map(({ state }) => state).sort()).toEqual([...Array<string>(7).fill('in_use'), 'reserved']);
});

test('the first attempt is called like what it creates', async () => {
  const { id, attempt } = await reserved();

  expect(attempt).toBe(id);
  expect((await reserved(keys(), randomBytes(32))).id).not.toBe(id);
});

test('what was answered stays answered', async () => {
  const attempt = await reserved();

  expect(await keys().answer(attempt, answer)).toBe(true);
  const again = { state: 'answered', id: attempt.id, request: answer };
  expect(await keys().reserve(owner, scope)).toEqual(again);
  await keys().release(attempt);
  expect(await keys().answer(attempt, { fingerprint: 'other', answer: 'other' })).toBe(false);
  expect(await keys().reserve(owner, scope)).toEqual(again);
});

test('who takes over a key whose lease ended gets the same id, and who had it is told so', async () => {
  const zombie = await reserved(keysFor({ leaseMs: 1 }));
  const successor = await eventually(() => reserved());

  expect(successor.id).toBe(zombie.id);
  expect(successor.attempt).not.toBe(zombie.attempt);
  await keys().renew([zombie]);
  await keys().release(zombie);
  expect(await keys().answer(zombie, answer)).toBe(false);
  expect((await keys().reserve(owner, scope)).state).toBe('in_use');
  const hold = (attempt: Attempt) =>
    dataSource.transaction((transaction) => keys().hold(transaction, attempt, () => 'fingerprint'));
  expect([await hold(zombie), await hold(successor)]).toEqual([false, true]);
});

test('a lease that is renewed does not end', async () => {
  const attempt = await reserved(keysFor({ leaseMs: 1 }));
  await keys().renew([attempt]);

  expect(await keys().reserve(owner, scope)).toEqual({
    state: 'in_use',
    forMs: expect.any(Number) as number,
  });
});

test('a key that is locked keeps no other lease from being renewed', async () => {
  const brief = keysFor({ leaseMs: 1 });
  const [locked, other] = [await reserved(brief), await reserved(brief, randomBytes(32))];
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await keys().hold(runner.manager, locked, () => 'fingerprint');
  await keys().renew([locked, other]);
  await runner.rollbackTransaction();
  await runner.release();

  expect((await keys().reserve(owner, other.scope)).state).toBe('in_use');
});

test('leases are looked up by their keys', async () => {
  let plan = '';
  const explaining = {
    query: (sql: string, parameters: unknown[]) =>
      dataSource.transaction(async (transaction) => {
        await transaction.query('set local enable_seqscan = off');
        plan = JSON.stringify(await transaction.query(`explain ${sql}`, parameters));
        return [];
      }),
  } as unknown as DataSource;
  await new TypeOrmIdempotencyKeys(explaining, { leaseMs: 1, keepMs: 1, mostKept: 0 }).renew([
    await reserved(),
  ]);

  expect(plan).toContain('idempotency_keys_pkey');
  expect(plan).not.toContain('Seq Scan');
});

test('what was given back, and nothing came of, is forgotten', async () => {
  const attempt = await reserved();
  await keys().release(attempt);

  expect(await dataSource.query('select from ingest.idempotency_keys where scope = $1', [scope])).toEqual([]);
  expect((await reserved()).id).not.toBe(attempt.id);
});

test('what was given back while its commit is in doubt is not forgotten before that is decided', async () => {
  const attempt = await reserved();
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await keys().hold(runner.manager, attempt, () => 'fingerprint');
  const released = keys().release(attempt);
  const waiting = () => dataSource.query<unknown[]>(`select from pg_locks where not granted`);
  await eventually(async () => expect(await waiting()).not.toEqual([]));
  await runner.commitTransaction();
  await runner.release();
  await released;

  const next = { state: 'reserved', attempt: { id: attempt.id }, cameTrueBefore: true };
  expect(await keys().reserve(owner, scope)).toMatchObject(next);
});

test('a request that took longer than keys are kept is not done again', async () => {
  const brief = keysFor({ keepMs: 1, leaseMs: 1 });
  const attempt = await reserved(brief);
  await eventually(async () => expect(await dataSource.query(expired, [scope])).toHaveLength(1));
  await dataSource.transaction((transaction) => keys().hold(transaction, attempt, () => 'fingerprint'));

  const next = { state: 'reserved', attempt: { id: attempt.id }, cameTrueBefore: true };
  expect(await keys().reserve(owner, scope)).toMatchObject(next);
});

test('an answer that shows a job which was erased meanwhile is lost at once', async () => {
  const attempt = await reserved();
  await keys().answer(attempt, answer, [await openJob(), randomUUID()]);

  expect(await keys().reserve(owner, scope)).toMatchObject({ state: 'answered', request: { answer: '' } });
});

test('a job that is being erased is waited for: whoever is first, its answer is lost', async () => {
  const [attempt, id] = [await reserved(), await openJob()];
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('select from ingest.jobs where id = $1 for update', [id]);
  const answered = keys().answer(attempt, answer, [id]);
  const waiting = () => dataSource.query<unknown[]>(`select from pg_locks where not granted`);
  await eventually(async () => expect(await waiting()).not.toEqual([]));
  await runner.query('delete from ingest.jobs where id = $1', [id]);
  await runner.commitTransaction();
  await runner.release();

  expect(await answered).toBe(true);
  expect(await keys().reserve(owner, scope)).toMatchObject({ state: 'answered', request: { answer: '' } });
});

test('an answer that shows jobs which are there is kept, and found by them', async () => {
  const [attempt, ids] = [await reserved(), [await openJob(), await openJob()]];
  await keys().answer(attempt, answer, ids);

  expect(await keys().reserve(owner, scope)).toMatchObject({ state: 'answered', request: answer });
  const [row] = await dataSource.query<[{ shows: string[] }]>(shownIn, [scope]);
  expect(row.shows).toEqual(ids);
});

test('a key that begins anew shows nothing of what it showed', async () => {
  const brief = keysFor({ keepMs: 1, leaseMs: 1 });
  await brief.answer(await reserved(brief), answer, [await openJob()]);
  await eventually(() => reserved(brief));

  expect(await dataSource.query(shownIn, [scope])).toEqual([{ shows: [] }]);
});

test('the fingerprint of an attempt that committed and told nobody is there for the next', async () => {
  const one = await reserved();
  const seen: (string | null)[] = [];
  const hold = (attempt: Attempt, fingerprint: string) =>
    dataSource.transaction((transaction) =>
      keys().hold(transaction, attempt, (before) => {
        seen.push(before);
        return before ?? fingerprint;
      }),
    );
  await hold(one, 'first');
  await keys().release(one);
  await hold(await reserved(), 'second');

  expect(seen).toEqual([null, 'first']);
});

test('a key that is held is not taken over before the transaction ends', async () => {
  const attempt = await reserved(keysFor({ leaseMs: 1 }));
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  expect(await keys().hold(runner.manager, attempt, () => 'fingerprint')).toBe(true);
  let isTaken = false;
  const taken = reserved().then(({ id }) => {
    isTaken = true;
    return id;
  });
  const waiting = () => dataSource.query<unknown[]>(`select from pg_locks where not granted`);
  await eventually(async () => expect(await waiting()).not.toEqual([]));
  expect(isTaken).toBe(false);
  await runner.commitTransaction();
  await runner.release();

  expect(await taken).toBe(attempt.id);
});

test('what is kept long enough is begun anew, under another id, and swept', async () => {
  const brief = keysFor({ keepMs: 1, leaseMs: 1 });
  const attempt = await reserved(brief);
  await brief.answer(attempt, answer);
  const anew = await eventually(() => reserved(brief));

  expect(anew.id).not.toBe(attempt.id);
  await eventually(async () => expect(await keys().sweep(1)).toBe(1));
  const other = await reserved();
  expect(await keys().sweep(10)).toBe(0);
  expect(await keys().answer(other, answer)).toBe(true);
});

test('a new key is refused while as many are kept of its owner as may be; those that are known and of others are not', async () => {
  const few = keysFor({ mostKept: 2 });
  const scopes = [scope, randomBytes(32)];
  const [kept, inFlight] = [await reserved(few, scopes[0]), await reserved(few, scopes[1])];
  await few.answer(kept, answer);

  const refused = await few.reserve(owner, randomBytes(32));

  expect(refused).toEqual({ state: 'too_many', forMs: expect.any(Number) as number });
  const { forMs } = refused as { forMs: number };
  expect(forMs).toBeGreaterThan(0);
  expect(forMs).toBeLessThanOrEqual(60_000);
  expect((await few.reserve(owner, scopes[0]!)).state).toBe('answered');
  expect((await few.reserve(owner, scopes[1]!)).state).toBe('in_use');
  expect((await few.reserve('somebody else', randomBytes(32))).state).toBe('reserved');
  await few.release(inFlight);
  expect((await few.reserve(owner, randomBytes(32))).state).toBe('reserved');
});

test('a key whose time is up makes room for a new one, before it is swept too', async () => {
  await reserved(keysFor({ mostKept: 1, keepMs: 1 }));

  await eventually(() => reserved(keysFor({ mostKept: 1 }), randomBytes(32)));
});

test('the migrations can be taken back', async () => {
  const runner = dataSource.createQueryRunner();
  const migrations = [new RememberIdempotencyKeys1795700000000(), new OwnIdempotencyKeys1795790000000()];
  for (const migration of migrations.toReversed()) await migration.down(runner);
  for (const migration of migrations) await migration.up(runner);
  await runner.release();

  expect((await reserved()).scope).toEqual(scope);
});
