import { fileURLToPath } from 'node:url';
import type { StorageConfig } from './config.js';
import { FolderObjectStore } from './folder-object-store.js';
import type { ObjectStore } from './object-store.js';
import { S3ObjectStore } from './s3-object-store.js';

export function createObjectStore(config: StorageConfig): ObjectStore {
  const url = new URL(config.STORAGE_URL);
  if (url.protocol === 'file:') return new FolderObjectStore(fileURLToPath(url), config.ORPHAN_AGE_MS);
  return new S3ObjectStore({
    bucket: url.hostname,
    prefix: url.pathname.split('/').filter(Boolean).join('/'),
    endpoint: config.S3_ENDPOINT,
    publicEndpoint: config.S3_PUBLIC_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
  });
}
