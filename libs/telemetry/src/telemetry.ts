export interface Telemetry {
  /** Exports what is left, within five seconds. */
  shutdown(): Promise<void>;
}
