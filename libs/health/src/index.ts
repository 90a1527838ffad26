export { startHealthServer, type HealthServer, type ReadinessCheck } from './health-server.js';
