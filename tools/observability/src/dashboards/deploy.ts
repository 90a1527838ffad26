import { revisions } from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

/** Joins what a process counts with what it is. */
const byRevision = (vector: string) =>
  `sum by (service, revision) (${vector} * on (job, instance) group_left (service, revision) app_build_info)`;

export const deployDashboard: Dashboard = {
  uid: 'mi-deploy',
  title: 'Meetings: 4 deploy',
  description: 'What runs where, how far a rollout is, and whether the new revision is worse than the old.',
  rows: [
    {
      title: 'What runs',
      panels: [
        {
          key: 'versions',
          title: 'Version of each process',
          description: 'As the processes say themselves.',
          unit: 'none',
          kind: 'table',
          width: 12,
          queries: [
            {
              expr: 'max by (service, version, revision, instance) (app_build_info)',
              legend: '{{service}} {{version}} {{revision}}',
            },
          ],
        },
        {
          key: 'revisions',
          title: 'Revisions at once',
          description: 'Two during a rollout are normal; a quarter of an hour later they are not.',
          unit: 'short',
          width: 6,
          threshold: thresholds.revisions,
          queries: [{ expr: revisions, legend: '{{service}}' }],
        },
        {
          key: 'processes-by-revision',
          title: 'Processes of each revision',
          description:
            'The rollout itself: one line goes down while the other goes up. How long it takes is its length.',
          unit: 'short',
          width: 6,
          queries: [
            { expr: 'count by (service, revision) (app_build_info)', legend: '{{service}} {{revision}}' },
          ],
        },
      ],
    },
    {
      title: 'Is it good?',
      panels: [
        {
          key: 'failures-by-revision',
          title: 'Failed handlings by revision',
          description: 'Retries and dead letters a second. A new revision above the old one: roll back.',
          unit: 'cps',
          queries: [
            {
              expr: byRevision(
                'sum by (job, instance) (rate(messaging_process_duration_seconds_count{outcome=~"retry|dead"}[$__rate_interval]))',
              ),
              legend: '{{service}} {{revision}}',
            },
          ],
        },
        {
          key: 'handled-by-revision',
          title: 'Handled by revision',
          description: 'Messages a second, to read the panel before against.',
          unit: 'cps',
          queries: [
            {
              expr: byRevision(
                'sum by (job, instance) (rate(messaging_process_duration_seconds_count[$__rate_interval]))',
              ),
              legend: '{{service}} {{revision}}',
            },
          ],
        },
        {
          key: 'age',
          title: 'Since when each process runs',
          description: 'A saw-tooth is a process that keeps dying.',
          unit: 's',
          queries: [
            {
              expr: 'time() - max by (job, instance) (process_start_time_seconds{job!~"rabbitmq.*"})',
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
