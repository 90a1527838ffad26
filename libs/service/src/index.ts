export { serviceFields } from './config.js';
export { createService, type RunningService } from './create-service.js';
export { LOGGER, PlatformModule } from './platform.module.js';
export { runService } from './run-service.js';
export { recordUnmatched, type UnmatchedRequest } from './unmatched-requests.js';
export type { Platform, ServiceDefinition } from './service-definition.js';
