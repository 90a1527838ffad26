import {
  brokerAlarms,
  brokerNodes,
  CHOSEN_SERVICE,
  outboxOldest,
  postgresConnections,
  quantile,
  unroutable,
} from '../expressions.js';
import type { Dashboard } from '../panel.js';
import { thresholds } from '../thresholds.js';

export const infrastructureDashboard: Dashboard = {
  uid: 'mi-infrastructure',
  title: 'Meetings: 6 broker, database, processes',
  description:
    'What the services stand on. The broker and PostgreSQL tell it by their own exporters; without them those panels are empty.',
  rows: [
    {
      title: 'Broker',
      panels: [
        {
          key: 'broker-nodes',
          title: 'Nodes that answer',
          description: 'Nodes of the broker that Prometheus can scrape. At none nothing moves.',
          unit: 'short',
          threshold: thresholds.brokerNodes,
          lowIsBad: true,
          queries: [{ expr: brokerNodes, legend: 'nodes' }],
        },
        {
          key: 'broker-alarms',
          title: 'Alarms',
          description:
            'At 1 the broker takes no messages until it has memory, disk or file descriptors again.',
          unit: 'none',
          threshold: thresholds.brokerAlarms,
          queries: [{ expr: brokerAlarms, legend: '{{instance}} {{alarm}}' }],
        },
        {
          key: 'broker-memory',
          title: 'Memory of the broker',
          description: 'And where the alarm is.',
          unit: 'bytes',
          queries: [
            { expr: 'max by (instance) (rabbitmq_process_resident_memory_bytes)', legend: '{{instance}}' },
            {
              expr: 'max by (instance) (rabbitmq_resident_memory_limit_bytes)',
              legend: '{{instance}} alarm',
            },
          ],
        },
        {
          key: 'broker-disk',
          title: 'Free disk of the broker',
          description: 'And where the alarm is.',
          unit: 'bytes',
          queries: [
            { expr: 'min by (instance) (rabbitmq_disk_space_available_bytes)', legend: '{{instance}}' },
            {
              expr: 'max by (instance) (rabbitmq_disk_space_available_limit_bytes)',
              legend: '{{instance}} alarm',
            },
          ],
        },
        {
          key: 'broker-connections',
          title: 'Connections and channels',
          description:
            'Two connections for each process, a channel for each slot. A saw-tooth is a process that keeps reconnecting.',
          unit: 'short',
          queries: [
            { expr: 'sum by (instance) (rabbitmq_connections)', legend: '{{instance}} connections' },
            { expr: 'sum by (instance) (rabbitmq_channels)', legend: '{{instance}} channels' },
          ],
        },
        {
          key: 'broker-operations',
          title: 'Send and settle, 99 %',
          description: 'How long the broker takes to confirm a message, and we to settle one.',
          unit: 's',
          queries: [
            {
              expr: quantile(
                0.99,
                'messaging_client_operation_duration_seconds',
                'messaging_operation_name',
                '$__rate_interval',
              ),
              legend: '{{messaging_operation_name}}',
              exemplars: true,
            },
          ],
        },
        {
          key: 'unroutable',
          title: 'Unroutable',
          description:
            'Events that no queue took, in ten minutes. They stay in the outbox or fail their handler; the topology is wrong.',
          unit: 'short',
          threshold: thresholds.unroutable,
          queries: [
            {
              expr: unroutable,
              legend: '{{job}} {{messaging_destination_name}}',
              mayBeEmpty: 'every event found its queue',
            },
          ],
        },
      ],
    },
    {
      title: 'Outbox and database',
      panels: [
        {
          key: 'outbox-pending',
          title: 'Events in the outbox',
          description: 'Committed, and not confirmed by the broker yet. Normally a handful for a moment.',
          unit: 'short',
          queries: [{ expr: 'max by (job) (outbox_pending)', legend: '{{job}}' }],
        },
        {
          key: 'outbox-oldest',
          title: 'Oldest event in the outbox',
          description: 'How long it has waited to be published.',
          unit: 's',
          threshold: thresholds.outboxOldest,
          queries: [{ expr: outboxOldest, legend: '{{job}}' }],
        },
        {
          key: 'postgres-connections',
          title: 'Connections of PostgreSQL',
          description: 'Share of max_connections that are taken, as postgres_exporter tells it.',
          unit: 'percentunit',
          threshold: thresholds.postgresConnections,
          queries: [{ expr: postgresConnections, legend: '{{instance}}', mayBeEmpty: 'nobody exports it' }],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          key: 'event-loop',
          title: 'Event loop lag, 99 %',
          description: 'Above a tenth of a second something computes for too long.',
          unit: 's',
          queries: [
            { expr: `max by (job) (nodejs_eventloop_lag_p99_seconds{${CHOSEN_SERVICE}})`, legend: '{{job}}' },
          ],
        },
        {
          key: 'memory',
          title: 'Memory',
          description: 'How much each process holds. One that only grows leaks.',
          unit: 'bytes',
          queries: [
            {
              expr: `max by (job, instance) (process_resident_memory_bytes{${CHOSEN_SERVICE}})`,
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          key: 'cpu',
          title: 'Processor time',
          description: 'Cores that each process uses; one is all that a Node process can.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (job, instance) (rate(process_cpu_seconds_total{${CHOSEN_SERVICE}}[$__rate_interval]))`,
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
