import type { Alert } from './alert.js';
import { jobAlerts } from './jobs.js';
import { processAlerts } from './processes.js';
import { queueAlerts } from './queues.js';

/** By the group of rules that they are evaluated in. */
export const alertGroups: Readonly<Record<string, readonly Alert[]>> = {
  queues: queueAlerts,
  jobs: jobAlerts,
  processes: processAlerts,
};

export const alerts: readonly Alert[] = Object.values(alertGroups).flat();
