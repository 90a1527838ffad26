import { CHOSEN_SERVICE, grown, revisions } from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

/** Joins what a process counts with what it is. */
const byRevision = (vector: string) =>
  `sum by (service, revision) (${vector} * on (job, instance) group_left (service, revision) app_build_info{${CHOSEN_SERVICE}})`;

/** When the first process of each revision began: of several at once the youngest is the one that is rolled out. */
const revisionBegan = `min by (service, revision) (process_start_time_seconds * on (job, instance) group_left (service, revision) app_build_info{${CHOSEN_SERVICE}})`;
const rolloutTime = `time() - max by (service) (${revisionBegan}) and on (service) count by (service) (count by (service, revision) (app_build_info{${CHOSEN_SERVICE}})) > 1`;

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
              expr: `max by (service, version, revision, instance) (app_build_info{${CHOSEN_SERVICE}})`,
              legend: '{{service}} {{version}} {{revision}}',
            },
          ],
        },
        {
          key: 'revisions',
          title: 'Revisions at once',
          description:
            'Of processes that are not draining. Two during a rollout are normal; a quarter of an hour later they are not.',
          unit: 'short',
          width: 12,
          threshold: thresholds.revisions,
          queries: [{ expr: revisions, legend: '{{service}}' }],
        },
        {
          key: 'processes-by-revision',
          title: 'Processes of each revision',
          description:
            'The rollout itself: one line goes down while the other goes up. Draining processes are among them.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `count by (service, revision) (app_build_info{${CHOSEN_SERVICE}})`,
              legend: '{{service}} {{revision}}',
            },
          ],
        },
        {
          key: 'rollout-time',
          title: 'How long the rollout takes',
          description:
            'Since the first process of the new revision began, for as long as one of the old runs, also to drain. The highest point is how long it took.',
          unit: 's',
          width: 12,
          queries: [{ expr: rolloutTime, legend: '{{service}}', mayBeEmpty: 'nothing is rolled out' }],
        },
      ],
    },
    {
      title: 'Is it good?',
      panels: [
        {
          key: 'failures-by-revision',
          title: 'Failed handlings by revision',
          description:
            'Retries and dead letters in ten minutes. A new revision above the old one that does as much: roll back.',
          unit: 'short',
          queries: [
            {
              expr: byRevision(
                grown('messaging_process_duration_seconds_count{outcome=~"retry|dead"}', 'job, instance', 10),
              ),
              legend: '{{service}} {{revision}}',
            },
          ],
        },
        {
          key: 'handled-by-revision',
          title: 'Handled by revision',
          description: 'Messages in ten minutes, to read the panel before against.',
          unit: 'short',
          queries: [
            {
              expr: byRevision(
                'sum by (job, instance) (increase(messaging_process_duration_seconds_count[10m]))',
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
              expr: `time() - max by (job, instance) (process_start_time_seconds{${CHOSEN_SERVICE}})`,
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
