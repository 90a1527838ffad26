import type { Alert } from './alert.js';
import { infrastructureAlerts } from './infrastructure.js';
import { jobAlerts } from './jobs.js';
import { messageAlerts } from './messages.js';
import { outsideAlerts } from './outside.js';
import { processAlerts } from './processes.js';
import { queueAlerts } from './queues.js';

/** By the group of rules that they are evaluated in. */
export const alertGroups: Readonly<Record<string, readonly Alert[]>> = {
  queues: queueAlerts,
  messages: messageAlerts,
  jobs: jobAlerts,
  outside: outsideAlerts,
  infrastructure: infrastructureAlerts,
  processes: processAlerts,
};

export const alerts: readonly Alert[] = Object.values(alertGroups).flat();
