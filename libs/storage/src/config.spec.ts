import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { createObjectStore, FolderObjectStore, S3ObjectStore, storageFields } from './index.js';

test('makes the store that STORAGE_URL names', () => {
  expect(storeFor('file:///var/lib/meetings')).toBeInstanceOf(FolderObjectStore);
  expect(storeFor('s3://bucket')).toBeInstanceOf(S3ObjectStore);
  expect(storeFor('s3://bucket/a/prefix/')).toBeInstanceOf(S3ObjectStore);
});

test.each(['', '/var/lib/meetings', 'file://relative/folder', 'file:///', 's3:///prefix', 'https://x/y'])(
  'refuses STORAGE_URL=%s',
  (url) => expect(() => storeFor(url)).toThrow(ConfigError),
);

function storeFor(url: string) {
  return createObjectStore(loadConfig(storageFields, { STORAGE_URL: url }));
}
