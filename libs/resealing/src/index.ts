export { PostgresKeptSecrets } from './adapters/postgres-kept-secrets.js';
export { resealKeptSecrets } from './reseal-kept-secrets.js';
export { resealSecrets } from './reseal-secrets.js';
export type { SealedColumn } from './sealed-column.js';
