import { byQueue, drainsAborted, recorded, slotsBusy } from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

/** Messages, waiting and in work, that one replica is meant for (operations.md, KEDA). */
const perReplica = { transcription: 2, analysis: 4, persistence: 50, notification: 20 } as const;

const wanted = (service: string, messages: number) =>
  `ceil((sum(${recorded.ready}{queue=~"${service}[.].+"}) + sum(worker_slots_busy{job="${service}"})) / ${messages})`;

export const workersDashboard: Dashboard = {
  uid: 'mi-workers',
  title: 'Meetings: 3 workers and scaling',
  description: 'Are there enough workers, and do they come and go in order?',
  rows: [
    {
      title: 'Slots',
      panels: [
        {
          key: 'slots',
          title: 'Slots and busy ones',
          description: 'A slot handles one message at a time: CONCURRENCY of them in each process.',
          unit: 'short',
          queries: [
            { expr: 'sum by (job) (worker_slots)', legend: '{{job}}' },
            { expr: 'sum by (job) (worker_slots_busy)', legend: '{{job}} busy' },
          ],
        },
        {
          key: 'slots-busy',
          title: 'Share of slots that are busy',
          description: 'Near 100 % with messages waiting: it needs replicas.',
          unit: 'percentunit',
          threshold: thresholds.slotsBusy,
          queries: [{ expr: slotsBusy, legend: '{{job}}' }],
        },
        {
          key: 'handled',
          title: 'Handled by each process',
          description: 'Messages a second. One process far below the others is stuck or starved.',
          unit: 'cps',
          queries: [
            {
              expr: 'sum by (job, instance) (rate(messaging_process_duration_seconds_count[$__rate_interval]))',
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Replicas',
      panels: [
        {
          key: 'replicas',
          title: 'Processes that answer',
          description: 'Processes of each service that Prometheus can scrape, and those that are ready.',
          unit: 'short',
          queries: [
            { expr: 'sum by (job) (up{job!~"rabbitmq.*|prometheus"})', legend: '{{job}}' },
            { expr: 'sum by (job) (service_ready)', legend: '{{job}} ready' },
          ],
        },
        {
          key: 'wanted',
          title: 'Processes that the load asks for',
          description:
            'Messages waiting and in work, divided by what one process is meant for: the arithmetic of the autoscaler, before its limits.',
          unit: 'short',
          queries: Object.entries(perReplica).map(([service, messages]) => ({
            expr: wanted(service, messages),
            legend: service,
          })),
        },
        {
          key: 'forecast',
          title: 'Forecast',
          description:
            'Messages waiting in ten minutes, if the last fifteen go on, against those that wait now: for scaling ahead.',
          unit: 'short',
          queries: [
            {
              expr: `clamp_min(predict_linear(${recorded.ready}[15m], 600), 0)`,
              legend: 'in ten minutes {{queue}}',
            },
            { expr: recorded.ready, legend: 'now {{queue}}' },
          ],
        },
      ],
    },
    {
      title: 'Coming and going',
      panels: [
        {
          key: 'draining',
          title: 'Draining',
          description: 'Processes that were told to end and finish what is in flight, and for how long.',
          unit: 'short',
          queries: [{ expr: 'sum by (job) (worker_draining)', legend: '{{job}}' }],
        },
        {
          key: 'drain-duration',
          title: 'How long they have been draining',
          description: 'Near the grace period of the service work is about to be cut off.',
          unit: 's',
          queries: [{ expr: 'max by (job) (worker_drain_duration_seconds)', legend: '{{job}}' }],
        },
        {
          key: 'drains-aborted',
          title: 'Drains that were cut off',
          description:
            'Processes that had not finished within the grace period, in the last fifteen minutes; as far as they were scraped before they ended. Their messages go back unharmed.',
          unit: 'short',
          threshold: thresholds.drainsAborted,
          queries: [{ expr: drainsAborted, legend: '{{job}}', mayBeEmpty: 'none was cut off' }],
        },
        {
          key: 'requeued',
          title: 'Given back',
          description: 'Messages a second that a process gave back because it ended.',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (queue) (${byQueue('rate(messaging_process_duration_seconds_count{outcome="requeue"}[$__rate_interval])')})`,
              legend: '{{queue}}',
              mayBeEmpty: 'none was given back',
            },
          ],
        },
      ],
    },
  ],
};
