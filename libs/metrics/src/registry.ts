import { Registry, type OpenMetricsContentType } from 'prom-client';

/**
 * All that this process counts and measures: one registry, as there is one clock. Where several services run in one process
 * (tests), they add up. OpenMetrics, as only that format has exemplars; exposition.ts makes the older one of it.
 */
export const registry = new Registry<OpenMetricsContentType>();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);

let isOn = true;

/** Whether anything is recorded at all; METRICS=off turns it off for good. */
export function isRecording(): boolean {
  return isOn;
}

export function stopRecording(): void {
  isOn = false;
}

/** For a measurement with and without. */
export function resumeRecording(): void {
  isOn = true;
}
