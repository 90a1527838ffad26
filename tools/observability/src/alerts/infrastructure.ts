import { autoscalerErrors, brokerAlarms, brokerNodes, postgresConnections } from '../expressions.js';
import { thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

/** What we stand on, as its own exporters tell it: without them these are silent. */
export const infrastructureAlerts: readonly Alert[] = [
  {
    name: 'BrokerDown',
    severity: 'page',
    expr: `${brokerNodes} < ${thresholds.brokerNodes.page}`,
    for: '2m',
    summary: 'no node of RabbitMQ answers Prometheus',
    panel: 'mi-infrastructure/broker-nodes',
    runbook: 'broker-down',
    threshold: thresholds.brokerNodes.page,
    test: {
      over: brokers('1 0x6 1x5', '1 0x6 1x5'),
      pendingAt: '2m',
      firesAt: '4m',
      alerts: [{ labels: {}, summary: 'no node of RabbitMQ answers Prometheus' }],
      resolvedAt: '8m',
      justBelow: brokers('1x12', '0x12'),
      cases: [
        {
          name: 'is quiet when nobody scrapes a broker',
          series: [['up{job="ingest",instance="ingest:1"}', '1x12']],
          told: { '4m': [], '10m': [] },
        },
      ],
    },
  },
  {
    name: 'BrokerNodeDown',
    severity: 'warning',
    expr: 'up{job="rabbitmq"} == 0',
    for: '5m',
    summary: 'RabbitMQ {{ $labels.instance }} does not answer Prometheus',
    panel: 'mi-infrastructure/broker-nodes',
    runbook: 'broker-down',
    test: {
      over: brokers('1x20', '1 0x9 1x9'),
      pendingAt: '5m',
      firesAt: '7m',
      alerts: [
        {
          labels: { job: 'rabbitmq', instance: 'mq-2:15692' },
          summary: 'RabbitMQ mq-2:15692 does not answer Prometheus',
        },
      ],
      resolvedAt: '12m',
      justBelow: brokers('1x20', '1 0x4 1 0x4 1x10'),
    },
  },
  {
    name: 'BrokerAlarm',
    severity: 'page',
    expr: `${brokerAlarms} >= ${thresholds.brokerAlarms.page}`,
    for: '1m',
    summary: 'RabbitMQ {{ $labels.instance }} takes no messages: alarm for {{ $labels.alarm }}',
    panel: 'mi-infrastructure/broker-alarms',
    runbook: 'broker-alarm',
    threshold: thresholds.brokerAlarms.page,
    test: {
      over: [['rabbitmq_alarms_free_disk_space_watermark{instance="mq:15692"}', '0 1x3 0x5']],
      pendingAt: '1m',
      firesAt: '3m',
      alerts: [
        {
          labels: { instance: 'mq:15692', alarm: 'disk' },
          summary: 'RabbitMQ mq:15692 takes no messages: alarm for disk',
        },
      ],
      resolvedAt: '6m',
      justBelow: [
        ['rabbitmq_alarms_free_disk_space_watermark{instance="mq:15692"}', '0x10'],
        ['rabbitmq_alarms_memory_used_watermark{instance="mq:15692"}', '0x10'],
        ['rabbitmq_alarms_file_descriptor_limit{instance="mq:15692"}', '0x10'],
      ],
    },
  },
  {
    name: 'PgConnections',
    severity: 'warning',
    expr: `${postgresConnections} > ${thresholds.postgresConnections.warning}`,
    for: '5m',
    summary:
      'PostgreSQL {{ $labels.instance }}: {{ $value | humanizePercentage }} of its connections are taken',
    panel: 'mi-infrastructure/postgres-connections',
    runbook: 'pg-connections',
    threshold: thresholds.postgresConnections.warning,
    quantityMayBeAbsent: 'postgres_exporter tells it',
    test: {
      over: connections('0 61x10 10x10', '20x20'),
      pendingAt: '5m',
      firesAt: '7m',
      alerts: [
        {
          labels: { instance: 'postgres:9187' },
          summary: 'PostgreSQL postgres:9187: 81% of its connections are taken',
        },
      ],
      resolvedAt: '13m',
      justBelow: connections('60x20', '20x20'),
    },
  },
  {
    name: 'AutoscalerErrors',
    severity: 'warning',
    expr: `${autoscalerErrors} >= ${thresholds.autoscalerErrors.warning}`,
    for: '5m',
    summary:
      '{{ $labels.scaledObject }}: the autoscaler does not know its load ({{ printf "%.0f" $value }} errors in five minutes)',
    panel: 'mi-workers/autoscaler-errors',
    runbook: 'autoscaler-errors',
    threshold: thresholds.autoscalerErrors.warning,
    quantityMayBeAbsent: 'KEDA tells it',
    test: {
      over: [[scaled('transcription'), '0+6x20 120x20']],
      pendingAt: '5m',
      firesAt: '12m',
      alerts: [
        {
          labels: { scaledObject: 'transcription' },
          summary: 'transcription: the autoscaler does not know its load (30 errors in five minutes)',
        },
      ],
      resolvedAt: '30m',
      justBelow: [
        [scaled('transcription'), '7x40'],
        [scaled('another-application'), '0+6x40'],
      ],
    },
  },
];

function brokers(first: string, second: string): Series[] {
  return [
    ['up{job="rabbitmq",instance="mq-1:15692"}', first],
    ['up{job="rabbitmq",instance="mq-2:15692"}', second],
  ];
}

/** Of a hundred. */
function connections(ingest: string, persistence: string): Series[] {
  const of = (database: string) =>
    `pg_stat_activity_count{datname="${database}",state="idle",instance="postgres:9187"}`;
  return [
    [of('ingest'), ingest],
    [of('persistence'), persistence],
    ['pg_settings_max_connections{server="db:5432",instance="postgres:9187"}', '100x40'],
  ];
}

function scaled(name: string): string {
  return `keda_scaled_object_errors_total{scaledObject="${name}",exported_namespace="meetings",job="keda-operator"}`;
}
