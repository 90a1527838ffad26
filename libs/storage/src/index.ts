export { storageFields, type StorageConfig } from './config.js';
export { createObjectStore } from './create-object-store.js';
export { FolderObjectStore } from './folder-object-store.js';
export { ObjectStore, type ListedObject, type StoredObject } from './object-store.js';
export type { PresignedForm, PresignOptions } from './presigned-form.js';
export { S3ObjectStore, type S3Options } from './s3-object-store.js';
export { TemporaryFiles } from './temporary-files.js';
