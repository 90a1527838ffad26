import type { Dashboard } from '../panel.js';
import { deployDashboard } from './deploy.js';
import { infrastructureDashboard } from './infrastructure.js';
import { pipelineDashboard } from './pipeline.js';
import { providersDashboard } from './providers.js';
import { queuesDashboard } from './queues.js';
import { sloDashboard } from './slo.js';
import { workersDashboard } from './workers.js';

export const dashboards: readonly Dashboard[] = [
  pipelineDashboard,
  queuesDashboard,
  workersDashboard,
  deployDashboard,
  providersDashboard,
  infrastructureDashboard,
  sloDashboard,
];
