/**
 * Faults to put into the running system. Production code has no hooks for them: they work from outside (a disk that is
 * full, messages nobody expected; between two parts, the TCP proxy of libs/testing) or by a module that is preloaded into
 * a service process. Each of them can prove afterwards that it was met.
 */
export { formatKillPoint, providerCalls, type KillAt, type KillPoint, killPoints } from './kill-points.js';
export { FaultPlan, type ProcessFaults, type Shuffle } from './fault-plan.js';
export { evidenceIn, NotInjectedError, type Evidence } from './evidence.js';
export { startSmallDisk, whyNoSmallDisk, type SmallDisk, type SmallDiskOptions } from './full-disk.js';
export {
  openBrokerDoor,
  type BrokerDoor,
  type Malformation,
  type PlacedMessage,
} from './unexpected-messages.js';
