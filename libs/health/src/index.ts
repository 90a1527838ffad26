export type { HealthCheck } from './cached-check.js';
export { startHealthServer, type HealthOptions, type HealthServer } from './health-server.js';
