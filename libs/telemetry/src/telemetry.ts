import type { Logger } from './logger.js';

export interface Telemetry {
  /** What is wrong with its variables, a line for each; nothing is traced then, and the process should not start. */
  readonly faults: readonly string[];
  /** Where it says what is wrong with it; on standard error until then. */
  logTo(logger: Logger): void;
  /** Exports what is left, within five seconds. Never rejects: the process has done its work, whatever a collector says. */
  shutdown(): Promise<void>;
}
