import { randomBytes } from 'node:crypto';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/database.js';
import { RememberIdempotencyKeys1795700000000 } from '../../adapters/migrations/1795700000000-remember-idempotency-keys.js';
import type { Attempt } from '../idempotency-keys.js';
import { TypeOrmIdempotencyKeys, type KeyTimes } from './typeorm-idempotency-keys.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let dataSource: DataSource;
let scope: Buffer;

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
});

const keysFor = (times: Partial<KeyTimes> = {}) =>
  new TypeOrmIdempotencyKeys(dataSource, { leaseMs: 60_000, keepMs: 60_000, ...times });
const keys = () => keysFor();

async function reserved(of = keys(), what = scope): Promise<Attempt> {
  const reservation = await of.reserve(what);
  if (reservation.state !== 'reserved') throw new Error(`expected a free key, got ${reservation.state}`);
  return reservation.attempt;
}

const answer = { fingerprint: 'sealed fingerprint', answer: 'sealed answer' };

test('of many that come at once one gets the key, the others learn that it is in use', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => keys().reserve(scope)));

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
  expect(await keys().reserve(scope)).toEqual(again);
  await keys().release(attempt);
  expect(await keys().answer(attempt, { fingerprint: 'other', answer: 'other' })).toBe(false);
  expect(await keys().reserve(scope)).toEqual(again);
});

test('who takes over a key whose lease ended gets the same id, and who had it is told so', async () => {
  const zombie = await reserved(keysFor({ leaseMs: 1 }));
  const successor = await eventually(() => reserved());

  expect(successor.id).toBe(zombie.id);
  expect(successor.attempt).not.toBe(zombie.attempt);
  await keys().renew([zombie.attempt]);
  await keys().release(zombie);
  expect(await keys().answer(zombie, answer)).toBe(false);
  expect((await keys().reserve(scope)).state).toBe('in_use');
  const hold = (attempt: Attempt) =>
    dataSource.transaction((transaction) => keys().hold(transaction, attempt, () => 'fingerprint'));
  expect([await hold(zombie), await hold(successor)]).toEqual([false, true]);
});

test('a lease that is renewed does not end', async () => {
  const { attempt } = await reserved(keysFor({ leaseMs: 1 }));
  await keys().renew([attempt]);

  expect(await keys().reserve(scope)).toEqual({ state: 'in_use', forMs: expect.any(Number) as number });
});

test('what was given back is free at once, under the same id', async () => {
  const attempt = await reserved();
  await keys().release(attempt);

  expect((await reserved()).id).toBe(attempt.id);
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

test('the migration can be taken back', async () => {
  const runner = dataSource.createQueryRunner();
  const migration = new RememberIdempotencyKeys1795700000000();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();

  expect((await reserved()).scope).toEqual(scope);
});
