import { AppError } from '@meeting-intelligence/errors';
import { expect, test } from 'vitest';
import { isOutage, tellingOutages } from './outage.js';

test.each([
  ['a lost connection', { code: '08006' }],
  ['a server that is shutting down', { code: '57P01' }],
  ['too many connections', { code: '53300' }],
  ['a primary that a failover made read-only', { code: '25006' }],
  ['a transaction that could not be serialized', { code: '40001' }],
  ['a deadlock', { code: '40P01' }],
  ['a lock that was not available', { code: '55P03' }],
  ['a refused socket', { code: 'ECONNREFUSED' }],
  ['what TypeORM wraps', { driverError: { code: 'ECONNRESET' } }],
  ['a client that pg gave up', { message: 'Connection terminated unexpectedly' }],
])('%s is an outage', (_, properties) => {
  expect(isOutage(Object.assign(new Error('x'), properties))).toBe(true);
});

test.each([
  ['a wrong statement', { code: '42601' }],
  ['a wrong password', { code: '28P01' }],
  ['a duplicate key', { code: '23505' }],
])('%s is not', (_, properties) => {
  expect(isOutage(Object.assign(new Error('x'), properties))).toBe(false);
});

test('an outage is told with its code, anything else as it is', async () => {
  const refused = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  const wrong = new AppError('INVALID_REQUEST', 'connection');

  await expect(tellingOutages(() => Promise.reject(refused))).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    cause: refused,
  });
  await expect(tellingOutages(() => Promise.reject(wrong))).rejects.toBe(wrong);
});
