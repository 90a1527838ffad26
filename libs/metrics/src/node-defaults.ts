import { collectDefaultMetrics } from 'prom-client';
import { registry } from './registry.js';

/** promtool takes their `_total` for the name of a counter; they are gauges. The same numbers are there by type. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

let isCollecting = false;

/** CPU, memory, event-loop lag and garbage collection of the process; once, however many services are in it. */
export function collectNodeDefaults(): void {
  if (isCollecting) return;
  isCollecting = true;
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  for (const name of misnamed) registry.removeSingleMetric(name);
}
