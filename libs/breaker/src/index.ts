export { Breaker, type BreakerOptions, type BreakerState } from './breaker.js';
export { breakerFields } from './config.js';
