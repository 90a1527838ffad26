import { newDeadLetters, outboxOldest, recorded, retryShare, unroutable } from '../expressions.js';
import { floors, thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

const { newDeadLetters: deadLetters } = thresholds;
const ANALYSIS = 'analysis.transcript.created.v1';
const SUBMITTED = 'transcription.job.submitted.v1';
const ofAnalysis = { queue: ANALYSIS };
const noQueue = {
  labels: { job: 'analysis', messaging_destination_name: 'pipeline.events:analysis.completed.v1' },
  summary: 'analysis: no queue takes pipeline.events:analysis.completed.v1 (1 in ten minutes)',
};

/** What fails, and what does not leave or arrive. */
export const messageAlerts: readonly Alert[] = [
  {
    name: 'DeadLetters',
    severity: 'warning',
    expr: `${newDeadLetters()} >= ${deadLetters.warning}`,
    summary: '{{ $labels.queue }}: new dead letters: {{ $value | humanize }}',
    panel: 'mi-queues/new-dead-letters',
    runbook: 'dead-letters',
    threshold: deadLetters.warning,
    test: {
      over: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '0x9 1x20']],
      firesAt: '12m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: new dead letters: 1` }],
      resolvedAt: '20m',
      justBelow: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '7x30']],
      cases: [
        {
          name: 'is quiet when the readings pause, and it is as it was',
          series: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '7x10 stale _x8 7x30']],
          told: { '20m': [], '24m': [], '30m': [] },
        },
      ],
    },
  },
  {
    name: 'ManyDeadLetters',
    severity: 'page',
    expr: `${newDeadLetters()} >= ${deadLetters.page}`,
    summary: '{{ $labels.queue }}: new dead letters: {{ $value | humanize }}',
    panel: 'mi-queues/new-dead-letters',
    runbook: 'dead-letters',
    threshold: deadLetters.page,
    test: {
      over: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '10x9 60x20']],
      firesAt: '12m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: new dead letters: 50` }],
      resolvedAt: '20m',
      justBelow: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '10x9 59x20']],
      cases: [
        {
          name: 'fires when they came while nobody looked',
          series: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '0x10 stale _x8 200x30']],
          told: {
            '15m': [],
            '21m': [{ labels: ofAnalysis, summary: `${ANALYSIS}: new dead letters: 200` }],
            '23m': [{ labels: ofAnalysis, summary: `${ANALYSIS}: new dead letters: 200` }],
            '26m': [],
          },
        },
      ],
    },
  },
  {
    name: 'RetryStorm',
    severity: 'warning',
    expr: `${retryShare()} > ${thresholds.retries.warning} and ${recorded.retried} > ${floors.retriesIn10m}`,
    for: '5m',
    summary:
      '{{ $labels.queue }}: {{ $value | humanizePercentage }} of its deliveries fail and are tried again',
    panel: 'mi-queues/retry-share',
    runbook: 'retry-storm',
    threshold: thresholds.retries.warning,
    test: {
      over: [
        [consumedSeries(ANALYSIS), '0+10x60'],
        [retriesSeries(ANALYSIS), '0+4x30 120x30'],
      ],
      pendingAt: '4m',
      firesAt: '20m',
      alerts: [
        { labels: ofAnalysis, summary: `${ANALYSIS}: 40% of its deliveries fail and are tried again` },
      ],
      resolvedAt: '50m',
      justBelow: [
        [consumedSeries(ANALYSIS), '0+10x60'],
        [retriesSeries(ANALYSIS), '0+2x60'],
        // every delivery of a queue where next to nothing happens
        [consumedSeries(SUBMITTED), '0x9 4x50'],
        [retriesSeries(SUBMITTED), '0x9 4x50'],
      ],
      cases: [
        {
          name: 'fires when each worker fails for the first time',
          series: [0, 1, 2, 3].flatMap((worker): Series[] => [
            [consumedSeries(ANALYSIS, worker), '0x20 4x40'],
            [retriesSeries(ANALYSIS, worker), '_x20 2x40'],
            [`up{job="analysis",instance="analysis:${worker}"}`, '1x60'],
          ]),
          told: {
            '27m': [
              { labels: ofAnalysis, summary: `${ANALYSIS}: 50% of its deliveries fail and are tried again` },
            ],
            '45m': [],
          },
        },
        {
          // five in ten minutes, again and again; where the window begins between two readings they look like 5.2
          name: 'is quiet when all that come fail, but not more than five of them',
          interval: '17s',
          series: [
            [consumedSeries(ANALYSIS), '0x17 5x35 10x35 15x35 20x35'],
            [retriesSeries(ANALYSIS), '0x17 5x35 10x35 15x35 20x35'],
          ],
          told: { '12m': [], '14m': [], '20m': [], '30m': [] },
        },
      ],
    },
  },
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
    name: 'Unroutable',
    severity: 'page',
    expr: `${unroutable} >= ${thresholds.unroutable.page}`,
    summary:
      '{{ $labels.job }}: no queue takes {{ $labels.messaging_destination_name }} ({{ printf "%.0f" $value }} in ten minutes)',
    panel: 'mi-infrastructure/unroutable',
    runbook: 'unroutable',
    threshold: thresholds.unroutable.page,
    quantityMayBeAbsent: 'a counter of what must not happen appears with the first time',
    test: {
      // not there before the first one
      over: [
        [sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '_x15 1x30'],
        ['up{job="analysis",instance="analysis:1"}', '1x50'],
      ],
      firesAt: '17m',
      alerts: [noQueue],
      resolvedAt: '35m',
      justBelow: [
        [sent('', 'analysis.completed.v1'), '0+10x40'],
        [sent('BROKER_UNAVAILABLE', 'analysis.completed.v1'), '0+1x40'],
        ['up{job="analysis",instance="analysis:1"}', '1x50'],
      ],
      cases: [
        {
          name: 'fires when the process is so young that nobody scraped it before',
          series: [
            [sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '_x29 1x30'],
            ['up{job="analysis",instance="analysis:1"}', '_x29 1x30'],
            ['process_start_time_seconds{job="analysis",instance="analysis:1"}', '_x29 1700x30'],
          ],
          told: { '30m': [noQueue], '45m': [] },
        },
        {
          name: 'fires when a process that was restarted in its place has as many as the one before',
          series: [
            [sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '1x20 stale _x2 1x30'],
            ['up{job="analysis",instance="analysis:1"}', '1x60'],
            ['process_start_time_seconds{job="analysis",instance="analysis:1"}', '0x20 stale _x2 1380x30'],
          ],
          told: { '18m': [], '25m': [noQueue], '40m': [] },
        },
        {
          name: 'is quiet when Prometheus comes back after a pause, and the first was before it',
          series: [
            [sent('EVENT_UNROUTABLE', 'analysis.completed.v1'), '1x20 stale _x15 1x30'],
            ['up{job="analysis",instance="analysis:1"}', '1x20 stale _x15 1x30'],
            ['process_start_time_seconds{job="analysis",instance="analysis:1"}', '0x20 stale _x15 0x30'],
          ],
          told: { '37m': [], '42m': [], '50m': [] },
        },
      ],
    },
  },
];

function consumedSeries(queue: string, worker = 0): string {
  return `messaging_client_consumed_messages_total{messaging_destination_name="${queue}",redelivered="false",job="analysis",instance="analysis:${worker}"}`;
}

function retriesSeries(queue: string, worker = 0): string {
  return `message_retries_total{queue="${queue}",error_type="LLM_UNAVAILABLE",job="analysis",instance="analysis:${worker}"}`;
}

function sent(errorType: string, event: string): string {
  const label = errorType ? `error_type="${errorType}",` : '';
  return `messaging_client_sent_messages_total{messaging_destination_name="pipeline.events:${event}",${label}job="analysis",instance="analysis:1"}`;
}
