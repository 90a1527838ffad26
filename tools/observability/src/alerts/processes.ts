import { services } from '@meeting-intelligence/contracts';
import {
  brokerAlarms,
  drainsAborted,
  outboxOldest,
  revisions,
  slotsBusy,
  unroutable,
} from '../expressions.js';
import { thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

/** One series for each service of which no process is scraped. */
const silent = services
  .map((job) => `(label_replace(vector(0), "job", "${job}", "", "") unless on (job) up{job="${job}"} == 1)`)
  .join(' or ');

const allUpBut = (silentOne: string, values: string): Series[] =>
  services.map((job) => [`up{job="${job}",instance="${job}:1"}`, job === silentOne ? values : '1x30']);

export const processAlerts: readonly Alert[] = [
  {
    name: 'OutboxOldest',
    severity: 'page',
    expr: `${outboxOldest} > ${thresholds.outboxOldest.page}`,
    for: '1m',
    summary: '{{ $labels.job }}: an event has waited in the outbox for {{ $value | humanizeDuration }}',
    panel: 'mi-infrastructure/outbox-oldest',
    runbook: 'outbox-oldest',
    threshold: thresholds.outboxOldest.page,
    test: {
      over: [['outbox_oldest_age_seconds{job="persistence"}', '0 61x3 0x5']],
      pendingAt: '1m',
      firesAt: '3m',
      alerts: [
        {
          labels: { job: 'persistence' },
          summary: 'persistence: an event has waited in the outbox for 1m 1s',
        },
      ],
      resolvedAt: '6m',
      justBelow: [['outbox_oldest_age_seconds{job="persistence"}', '60x10']],
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
    name: 'Unroutable',
    severity: 'page',
    expr: `${unroutable} >= ${thresholds.unroutable.page}`,
    summary:
      '{{ $labels.job }}: no queue takes {{ $labels.messaging_destination_name }} ({{ $value | humanize }} in ten minutes)',
    panel: 'mi-infrastructure/unroutable',
    runbook: 'unroutable',
    threshold: thresholds.unroutable.page,
    quantityMayBeAbsent: 'a counter of what must not happen appears with the first time',
    test: {
      // not there before the first one
      over: [[sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '_x5 1x30']],
      firesAt: '7m',
      alerts: [
        {
          labels: { job: 'analysis', messaging_destination_name: 'pipeline.events:analysis.completed.v1' },
          summary: 'analysis: no queue takes pipeline.events:analysis.completed.v1 (1 in ten minutes)',
        },
      ],
      resolvedAt: '20m',
      justBelow: [
        [sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _'],
        [sent('', 'analysis.completed.v1'), '0+10x30'],
        [sent('BROKER_UNAVAILABLE', 'analysis.completed.v1'), '0+1x30'],
      ],
    },
  },
  {
    name: 'SlotsSaturated',
    severity: 'warning',
    expr: `${slotsBusy} > ${thresholds.slotsBusy.warning}`,
    for: '15m',
    summary: '{{ $labels.job }}: {{ $value | humanizePercentage }} of its slots are busy',
    panel: 'mi-workers/slots-busy',
    runbook: 'slots-saturated',
    threshold: thresholds.slotsBusy.warning,
    test: {
      over: slots('20x40', '0 20x20 10x10'),
      pendingAt: '15m',
      firesAt: '17m',
      alerts: [{ labels: { job: 'analysis' }, summary: 'analysis: 100% of its slots are busy' }],
      resolvedAt: '25m',
      justBelow: slots('20x40', '19x40'),
    },
  },
  {
    name: 'VersionSkew',
    severity: 'warning',
    expr: `${revisions} >= ${thresholds.revisions.warning}`,
    for: '15m',
    summary: '{{ $labels.service }} has run in {{ $value }} revisions at once for a quarter of an hour',
    panel: 'mi-deploy/revisions',
    runbook: 'version-skew',
    threshold: thresholds.revisions.warning,
    test: {
      over: [build('a1', 'analysis:1', '1x40'), build('b2', 'analysis:2', '1x20 _x20')],
      pendingAt: '14m',
      firesAt: '16m',
      alerts: [
        {
          labels: { service: 'analysis' },
          summary: 'analysis has run in 2 revisions at once for a quarter of an hour',
        },
      ],
      resolvedAt: '30m',
      justBelow: [build('a1', 'analysis:1', '1x40'), build('a1', 'analysis:2', '1x40')],
    },
  },
  {
    name: 'DrainAborted',
    severity: 'warning',
    expr: `${drainsAborted} >= ${thresholds.drainsAborted.warning}`,
    summary: '{{ $labels.job }}: work was cut off in {{ $value | humanize }} processes that had to end',
    panel: 'mi-workers/drains-aborted',
    runbook: 'drain-aborted',
    threshold: thresholds.drainsAborted.warning,
    quantityMayBeAbsent: 'a counter of what must not happen appears with the first time',
    test: {
      over: [['worker_drain_aborted_total{job="transcription",instance="transcription:1"}', '_x3 2 _x40']],
      firesAt: '4m',
      alerts: [
        {
          labels: { job: 'transcription' },
          summary: 'transcription: work was cut off in 2 processes that had to end',
        },
      ],
      resolvedAt: '25m',
      justBelow: [['worker_drain_aborted_total{job="transcription",instance="transcription:1"}', '0x40']],
    },
  },
  {
    name: 'MetricsAbsent',
    severity: 'page',
    expr: silent,
    for: '5m',
    summary: '{{ $labels.job }}: no process of it answers Prometheus',
    panel: 'mi-workers/replicas',
    runbook: 'metrics-absent',
    quantityMayBeAbsent: 'it is about what is not there',
    test: {
      over: allUpBut('analysis', '1 0x10 1x10'),
      pendingAt: '5m',
      firesAt: '7m',
      alerts: [{ labels: { job: 'analysis' }, summary: 'analysis: no process of it answers Prometheus' }],
      resolvedAt: '15m',
      // one of two replicas is down, or all for a moment
      justBelow: [...allUpBut('analysis', '1 0x3 1x20'), ['up{job="ingest",instance="ingest:2"}', '0x30']],
    },
  },
  {
    name: 'Watchdog',
    severity: 'none',
    expr: 'vector(1)',
    summary: 'always fires: while it arrives, alerts do',
    panel: 'mi-workers/replicas',
    runbook: 'watchdog',
    test: {
      over: [],
      firesAt: '1m',
      alerts: [{ labels: {}, summary: 'always fires: while it arrives, alerts do' }],
    },
  },
];

function sent(errorType: string, event: string): string {
  const label = errorType ? `error_type="${errorType}",` : '';
  return `messaging_client_sent_messages_total{messaging_destination_name="pipeline.events:${event}",${label}job="analysis"}`;
}

function slots(all: string, busy: string): Series[] {
  return [
    ['worker_slots{job="analysis"}', all],
    ['worker_slots_busy{job="analysis"}', busy],
  ];
}

function build(revision: string, instance: string, values: string): Series {
  return [
    `app_build_info{service="analysis",version="0.1.0",revision="${revision}",job="analysis",instance="${instance}"}`,
    values,
  ];
}
