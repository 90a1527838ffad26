import { randomUUID } from 'node:crypto';
import { autoTeardown, testDatabase } from '@meeting-intelligence/testing';
import { createLogger } from '@meeting-intelligence/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveryOf, type Attempt } from '../delivery.js';
import { openDatabase } from './database.js';
import { PostgresDeliveries } from './postgres-deliveries.js';

const teardown = autoTeardown(afterAll);
let dataSource: DataSource;
let deliveries: PostgresDeliveries;

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  dataSource = await openDatabase(
    database.url,
    createLogger({ name: 'notification', version: '0' }, 'fatal'),
  );
  teardown.add('data source', () => dataSource.destroy());
  deliveries = new PostgresDeliveries(dataSource);
}, 120_000);

const attempt: Attempt = {
  startedAt: new Date(),
  durationMs: 5,
  statusCode: 500,
  responseText: 'no',
  error: 'refused',
};
const newDelivery = (outcome: 'completed' | 'failed' = 'completed') =>
  deliveryOf({ subject: randomUUID(), generation: 1 }, outcome);

async function claimed(delivery = newDelivery(), leaseMs = 10_000) {
  const claim = await deliveries.claim(delivery, leaseMs);
  if (claim.kind !== 'claimed') throw new Error(`expected a claim, got ${claim.kind}`);
  return { delivery, lease: claim.lease };
}

async function rowOf(id: string) {
  const [row] = await dataSource.query<{ status: string; attempts: number }[]>(
    'select status, attempts from notification.deliveries where id = $1',
    [id],
  );
  return row;
}

const deliver = (delivery: Parameters<PostgresDeliveries['recordDelivered']>[1]) =>
  dataSource.transaction((transaction) =>
    deliveries.recordDelivered(transaction, delivery, { ...attempt, statusCode: 200 }),
  );

test('of many at the same time one gets the claim', async () => {
  const delivery = newDelivery();

  const claims = await Promise.all(Array.from({ length: 20 }, () => deliveries.claim(delivery, 10_000)));

  expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  expect(claims.filter(({ kind }) => kind === 'busy')).toHaveLength(19);
});

test('the lease of one who died ends; the claim of one who stops is free at once', async () => {
  const { delivery } = await claimed(newDelivery(), 150);
  expect(await deliveries.claim(delivery, 150)).toEqual({ kind: 'busy' });
  await sleep(200);

  const { lease } = await claimed(delivery);
  await deliveries.release(delivery, lease);

  expect((await deliveries.claim(delivery, 150)).kind).toBe('claimed');
});

test('counts attempts over claims, and never sends again what was delivered', async () => {
  const { delivery, lease } = await claimed();
  expect(await deliveries.recordFailed(delivery, lease, attempt)).toBe(1);
  await claimed(delivery);
  expect(await deliver(delivery)).toBe(2);

  expect(await deliveries.claim(delivery, 100)).toEqual({ kind: 'settled' });
  expect(await rowOf(delivery.id)).toEqual({ status: 'delivered', attempts: 2 });
});

test('what was given up can be claimed again by a replay', async () => {
  const { delivery, lease } = await claimed();
  await deliveries.recordFailed(delivery, lease, attempt);
  expect(await deliveries.giveUp(delivery)).toBe(true);
  expect(await rowOf(delivery.id)).toEqual({ status: 'exhausted', attempts: 1 });

  await claimed(delivery);

  expect(await rowOf(delivery.id)).toEqual({ status: 'pending', attempts: 1 });
});

test('what may be under way is not given up before its lease ends, and what was delivered never', async () => {
  const { delivery } = await claimed(newDelivery(), 100);
  expect(await deliveries.giveUp(delivery)).toBe(false);
  expect(await rowOf(delivery.id)).toMatchObject({ status: 'pending' });
  await sleep(150);
  expect(await deliveries.giveUp(delivery)).toBe(true);
  expect(await rowOf(delivery.id)).toMatchObject({ status: 'exhausted' });

  await claimed(delivery);
  await deliver(delivery);
  expect(await deliveries.giveUp(delivery)).toBe(true);
  expect(await rowOf(delivery.id)).toMatchObject({ status: 'delivered' });
});

test('the failure of one whose lease ended changes nothing about the claim of another', async () => {
  const late = await claimed(newDelivery(), 50);
  await sleep(100);
  const { delivery } = await claimed(late.delivery);

  await deliveries.recordFailed(delivery, late.lease, attempt);

  expect(await deliveries.claim(delivery, 100)).toEqual({ kind: 'busy' });
  await deliver(delivery);
  expect(await deliveries.recordFailed(delivery, late.lease, attempt)).toBeUndefined();
  expect(await rowOf(delivery.id)).toMatchObject({ status: 'delivered' });
});

test('a generation has one outcome: the other one comes too late, the next generation does not', async () => {
  const { delivery } = await claimed(newDelivery('failed'));
  const job = { subject: delivery.jobId, generation: 1 };

  expect(await deliveries.claim(deliveryOf(job, 'completed'), 100)).toEqual({ kind: 'settled' });
  expect((await deliveries.claim(deliveryOf({ ...job, generation: 2 }, 'completed'), 100)).kind).toBe(
    'claimed',
  );
});

test('what a later generation of the job has told, or is telling, the CMS is not contradicted by an older one', async () => {
  const { delivery: first, lease } = await claimed(newDelivery('failed'));
  await deliveries.recordFailed(first, lease, attempt);
  await claimed(deliveryOf({ subject: first.jobId, generation: 3 }, 'completed'));

  expect(await deliveries.claim(first, 100)).toEqual({ kind: 'settled' });
  expect(await rowOf(first.id)).toEqual({ status: 'exhausted', attempts: 1 });
  const second = deliveryOf({ subject: first.jobId, generation: 2 }, 'failed');
  expect(await deliveries.claim(second, 100)).toEqual({ kind: 'settled' });
  expect(await rowOf(second.id)).toBeUndefined();
});
