export { openDatabase, type DatabaseOptions } from './open-database.js';
export { isOutage, tellingOutages } from './outage.js';
