export { assertAllowedRedirect, assertAllowedUrl } from './assert-allowed-url.js';
export { egressFields, egressPolicy } from './config.js';
export type { EgressPolicy, Network } from './egress-policy.js';
export { guardedAgents, refusalIn, type GuardedAgents, type ResolveName } from './guarded-agents.js';
