export { internalToken } from './config.js';
export { entityTagsIn, isAmong } from './if-none-match.js';
export { isUuid } from './is-uuid.js';
export { pathOf } from './path-of.js';
export { ProblemFilter } from './problem.filter.js';
export { problemOf, statusOfCode, type Problem } from './problem.js';
export { RejectedRequest, type Fault } from './rejected-request.js';
export { requestIdOf } from './request-id.js';
export { retryAfterMs } from './retry-after.js';
