/**
 * Runs against a small S3-speaking server of our own, which is not AWS: what this shows is that the SDK is used
 * rightly, not that a real bucket's permissions, consistency or signatures suit us.
 */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { S3Double } from '../test/s3-double.js';
import { S3ObjectStore } from './index.js';
import { objectStoreContract } from './object-store.contract.js';

const s3 = new S3Double();
let endpoint: string;
let store: S3ObjectStore;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  endpoint = await s3.start();
  store = new S3ObjectStore({ bucket: 'recordings', prefix: 'acme', endpoint, forcePathStyle: true });
});
beforeEach(() => {
  s3.failures = [];
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

objectStoreContract('S3ObjectStore', () => store);

test('keeps objects under its prefix', async () => {
  await store.put('recordings/prefixed', Readable.from(['x']));

  expect([...s3.objects.keys()]).toContain('acme/recordings/prefixed');
});

test('lists neither what is beside its prefix nor what stands for a folder', async () => {
  s3.objects.set('acme-other/recordings/a', Buffer.from('x'));
  s3.objects.set('acme/placeholders/', Buffer.alloc(0));

  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);

  expect(keys).toContain('recordings/prefixed');
  expect(keys.filter((key) => /other|placeholders/.test(key))).toEqual([]);
});

test('leaves no paid-for parts behind when the source fails', async () => {
  expect(s3.uploads.size).toBe(0);
});

test('gets over a moment of overload', async () => {
  s3.failures = [[503, 'SlowDown']];

  await expect(store.put('slow', Readable.from(['x']))).resolves.toMatchObject({ sizeBytes: 1 });
});

test('says STORAGE_FULL when the server does', async () => {
  s3.failures = Array.from({ length: 5 }, () => [507, 'XMinioStorageFull']);

  await expect(store.put('full', Readable.from(['x']))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
});

test('says STORAGE_UNAVAILABLE without the right to write, and releases the source', async () => {
  s3.failures = [[403, 'AccessDenied']];
  const source = new Readable({ read() {} });
  source.push('x');
  source.push(null);

  await expect(store.put('forbidden', source)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  expect(source.destroyed).toBe(true);
});

test('looks again when the server cannot tell who was first', async () => {
  const kept = store.keepFirst('conflict', () => {
    s3.failures = [[409, 'ConditionalRequestConflict']];
    return Promise.resolve('mine');
  });

  expect(await kept).toBe('mine');
});

test('does not create what it may not', async () => {
  const kept = store.keepFirst('not-mine', () => {
    s3.failures = [[403, 'AccessDenied']];
    return Promise.resolve('mine');
  });

  await expect(kept).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});

test('says STORAGE_UNAVAILABLE for a bucket that is not there', async () => {
  const wrong = new S3ObjectStore({ bucket: 'nope', prefix: '', endpoint, forcePathStyle: true });

  await expect(wrong.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await expect(wrong.get('x')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await expect(wrong.has('x')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await expect(wrong.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
});
