import {
  autoscalerErrors,
  byQueue,
  CHOSEN_QUEUE,
  CHOSEN_SERVICE,
  drainsCutOff,
  recorded,
  SERVICES,
  slotsBusy,
} from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

/** Messages, waiting and in work, that one replica is meant for (operations.md, KEDA). */
const perReplica = { transcription: 2, analysis: 4, persistence: 50, notification: 20 } as const;

const wanted = (service: string, messages: number) =>
  `ceil((sum(${recorded.ready}{queue=~"${service}[.].+"}) + (sum(worker_slots_busy{job="${service}"}) or vector(0))) / ${messages})`;

/** What was foretold for now ten minutes ago, of the quarter of an hour before. */
const foretold = `clamp_min(predict_linear(${recorded.ready}{${CHOSEN_QUEUE}}[15m] offset 10m, 600), 0)`;

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
          description:
            'A slot handles one message of its queue at a time: CONCURRENCY of them for each queue in each process.',
          unit: 'short',
          queries: [
            { expr: `sum by (queue) (worker_slots{${CHOSEN_QUEUE}})`, legend: '{{queue}}' },
            { expr: `sum by (queue) (worker_slots_busy{${CHOSEN_QUEUE}})`, legend: '{{queue}} busy' },
          ],
        },
        {
          key: 'slots-busy',
          title: 'Share of slots that are busy',
          description:
            'By queue: each has slots of its own. Near 100 % is what scaling aims at; with messages that wait it needs processes.',
          unit: 'percentunit',
          threshold: thresholds.slotsBusy,
          queries: [{ expr: slotsBusy(CHOSEN_QUEUE), legend: '{{queue}}' }],
        },
        {
          key: 'handled',
          title: 'Handled by each process',
          description: 'Messages a second. One process far below the others is stuck or starved.',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (job, instance) (rate(messaging_process_duration_seconds_count{${CHOSEN_SERVICE}}[$__rate_interval]))`,
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
            { expr: `sum by (job) (up{job=~"${SERVICES}"})`, legend: '{{job}}' },
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
          title: 'Forecast against what came',
          description:
            'Messages that wait, and how many it should be by what was seen ten minutes ago and in the quarter of an hour before. The nearer the two, the better for scaling ahead.',
          unit: 'short',
          queries: [
            { expr: foretold, legend: 'foretold {{queue}}' },
            { expr: `${recorded.ready}{${CHOSEN_QUEUE}}`, legend: '{{queue}}' },
          ],
        },
        {
          key: 'autoscaler-errors',
          title: 'Errors of the autoscaler',
          description:
            'In five minutes, by ScaledObject, as KEDA tells them. After three in a row it falls back to a fixed number of processes.',
          unit: 'short',
          threshold: thresholds.autoscalerErrors,
          queries: [
            {
              expr: autoscalerErrors,
              legend: '{{scaledObject}}',
              mayBeEmpty: 'there is no KEDA',
            },
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
          queries: [
            { expr: 'max by (job) (worker_drain_duration_seconds)', legend: '{{job}}' },
            { expr: 'min by (job) (worker_drain_grace_seconds)', legend: '{{job}} may take' },
          ],
        },
        {
          key: 'drains-cut-off',
          title: 'Drains that are cut off',
          description:
            'Processes that have used nine tenths of their grace period, or were scraped after it in the last fifteen minutes. Their messages go back unharmed.',
          unit: 'short',
          threshold: thresholds.drainsCutOff,
          queries: [{ expr: drainsCutOff, legend: '{{job}}', mayBeEmpty: 'none is cut off' }],
        },
        {
          key: 'requeued',
          title: 'Given back',
          description: 'Messages a second that a process gave back because it ended.',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (queue) (${byQueue(`rate(messaging_process_duration_seconds_count{${CHOSEN_SERVICE},outcome="requeue"}[$__rate_interval])`)})`,
              legend: '{{queue}}',
              mayBeEmpty: 'none was given back',
            },
          ],
        },
      ],
    },
  ],
};
