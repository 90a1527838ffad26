export { databaseUrl } from './config.js';
export { migrationsApplied } from './migrations-applied.js';
export { NotificationListener } from './notification-listener.js';
export { openDatabase, type DatabaseOptions } from './open-database.js';
export { isOutage, tellingOutages } from './outage.js';
export { storable } from './storable.js';
export { databaseTakesWrites } from './takes-writes.js';
