import { thresholds, floors } from '../thresholds.js';
import {
  consumers,
  growth,
  newDeadLetters,
  NOT_TRANSCRIPTION,
  oldestMessage,
  queueLooks,
  recorded,
  retryShare,
  TRANSCRIPTION,
} from '../expressions.js';
import type { Alert } from './alert.js';

const { queueDepth, newDeadLetters: deadLetters } = thresholds;
const ANALYSIS = 'analysis.transcript.created.v1';
const SUBMITTED = 'transcription.job.submitted.v1';
const ofAnalysis = { queue: ANALYSIS };

export const queueAlerts: readonly Alert[] = [
  {
    name: 'OldestMessage',
    severity: 'page',
    expr: `${oldestMessage(NOT_TRANSCRIPTION)} > ${thresholds.oldestMessage.page}`,
    for: '1m',
    summary: '{{ $labels.queue }}: a message has waited for {{ $value | humanizeDuration }}',
    panel: 'mi-pipeline/oldest-message',
    runbook: 'oldest-message',
    threshold: thresholds.oldestMessage.page,
    test: {
      over: [[`queue_oldest_message_age_seconds{queue="${ANALYSIS}",job="ingest"}`, '0 181x3 0x5']],
      pendingAt: '1m',
      firesAt: '3m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: a message has waited for 3m 1s` }],
      resolvedAt: '6m',
      justBelow: [
        [`queue_oldest_message_age_seconds{queue="${ANALYSIS}",job="ingest"}`, '180x10'],
        [`queue_oldest_message_age_seconds{queue="${SUBMITTED}",job="ingest"}`, '600x10'],
      ],
    },
  },
  {
    name: 'OldestTranscriptionMessage',
    severity: 'page',
    expr: `${oldestMessage(TRANSCRIPTION)} > ${thresholds.oldestTranscriptionMessage.page}`,
    for: '1m',
    summary: '{{ $labels.queue }}: a message has waited for {{ $value | humanizeDuration }}',
    panel: 'mi-pipeline/oldest-transcription-message',
    runbook: 'oldest-message',
    threshold: thresholds.oldestTranscriptionMessage.page,
    test: {
      over: [[`queue_oldest_message_age_seconds{queue="${SUBMITTED}",job="ingest"}`, '0 601x3 0x5']],
      pendingAt: '1m',
      firesAt: '3m',
      alerts: [{ labels: { queue: SUBMITTED }, summary: `${SUBMITTED}: a message has waited for 10m 1s` }],
      resolvedAt: '6m',
      justBelow: [[`queue_oldest_message_age_seconds{queue="${SUBMITTED}",job="ingest"}`, '600x10']],
    },
  },
  {
    name: 'QueueDepth',
    severity: 'warning',
    expr: `${recorded.ready} > ${queueDepth.warning}`,
    for: '10m',
    summary: '{{ $labels.queue }}: {{ $value | humanize }} messages wait',
    panel: 'mi-pipeline/queue-depth',
    runbook: 'queue-depth',
    threshold: queueDepth.warning,
    test: {
      over: [[`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0 5001x15 0x5']],
      pendingAt: '10m',
      firesAt: '12m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: 5.001k messages wait` }],
      resolvedAt: '18m',
      justBelow: [[`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '5000x20']],
    },
  },
  {
    name: 'QueueDepthCritical',
    severity: 'page',
    expr: `${recorded.ready} > ${queueDepth.page}`,
    for: '5m',
    summary: '{{ $labels.queue }}: {{ $value | humanize }} messages wait',
    panel: 'mi-pipeline/queue-depth',
    runbook: 'queue-depth',
    threshold: queueDepth.page,
    test: {
      over: [[`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0 20001x10 0x5']],
      pendingAt: '5m',
      firesAt: '7m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: 20k messages wait` }],
      resolvedAt: '13m',
      justBelow: [[`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '20000x20']],
    },
  },
  {
    name: 'DrainTime',
    severity: 'warning',
    expr: `${recorded.timeToDrain} > ${thresholds.timeToDrain.warning}`,
    for: '5m',
    summary: '{{ $labels.queue }}: at the present rate it is empty in {{ $value | humanizeDuration }}',
    panel: 'mi-pipeline/time-to-drain',
    runbook: 'drain-time',
    threshold: thresholds.timeToDrain.warning,
    test: {
      // one message a second, 1,801 wait; then none
      over: [
        [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0x9 1801x10 0x5'],
        [handledSeries(ANALYSIS), '0+60x30'],
      ],
      pendingAt: '14m',
      firesAt: '16m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: at the present rate it is empty in 30m 1s` }],
      resolvedAt: '23m',
      justBelow: [
        [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0x9 1800x20'],
        [handledSeries(ANALYSIS), '0+60x30'],
        [`queue_messages_ready{queue="${SUBMITTED}",job="ingest"}`, '0x30'],
      ],
    },
  },
  {
    name: 'QueueGrowing',
    severity: 'warning',
    expr: `${growth} > ${thresholds.queueGrowth.warning} and ${recorded.ready} > ${floors.growingFrom}`,
    for: '10m',
    summary: '{{ $labels.queue }}: grows by {{ $value | humanize }} messages a second',
    panel: 'mi-queues/growth',
    runbook: 'queue-growing',
    threshold: thresholds.queueGrowth.warning,
    test: {
      over: [[`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '120+12x20 360x15']],
      pendingAt: '9m',
      firesAt: '15m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: grows by 200m messages a second` }],
      resolvedAt: '30m',
      justBelow: [
        [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '120+6x30'],
        [`queue_messages_ready{queue="${SUBMITTED}",job="ingest"}`, '0+10x10 100x30'],
      ],
    },
  },
  {
    name: 'NoConsumers',
    severity: 'page',
    expr: `${recorded.ready} > 0 and on (queue) ${consumers} < ${thresholds.consumers.page}`,
    for: '2m',
    summary: '{{ $labels.queue }}: {{ $value | humanize }} messages wait and nobody takes them',
    panel: 'mi-queues/consumers',
    runbook: 'no-consumers',
    threshold: thresholds.consumers.page,
    test: {
      over: [
        [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '3x10'],
        [`queue_consumers{queue="${ANALYSIS}",job="ingest"}`, '2 0x5 2x5'],
      ],
      pendingAt: '2m',
      firesAt: '4m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: 3 messages wait and nobody takes them` }],
      resolvedAt: '8m',
      justBelow: [
        [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '3x10'],
        [`queue_consumers{queue="${ANALYSIS}",job="ingest"}`, '1x10'],
        [`queue_messages_ready{queue="${SUBMITTED}",job="ingest"}`, '0x10'],
        [`queue_consumers{queue="${SUBMITTED}",job="ingest"}`, '0x10'],
      ],
    },
  },
  {
    name: 'DeadLetters',
    severity: 'warning',
    expr: `${newDeadLetters} >= ${deadLetters.warning}`,
    summary: '{{ $labels.queue }}: dead letters in five minutes: {{ $value | humanize }}',
    panel: 'mi-queues/new-dead-letters',
    runbook: 'dead-letters',
    threshold: deadLetters.warning,
    test: {
      over: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '0x9 1x20']],
      firesAt: '12m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: dead letters in five minutes: 1` }],
      resolvedAt: '20m',
      justBelow: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '7x30']],
    },
  },
  {
    name: 'ManyDeadLetters',
    severity: 'page',
    expr: `${newDeadLetters} >= ${deadLetters.page}`,
    summary: '{{ $labels.queue }}: dead letters in five minutes: {{ $value | humanize }}',
    panel: 'mi-queues/new-dead-letters',
    runbook: 'dead-letters',
    threshold: deadLetters.page,
    test: {
      over: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '10x9 60x20']],
      firesAt: '12m',
      alerts: [{ labels: ofAnalysis, summary: `${ANALYSIS}: dead letters in five minutes: 50` }],
      resolvedAt: '20m',
      justBelow: [[`queue_messages_dead{queue="${ANALYSIS}",job="ingest"}`, '10x9 59x20']],
    },
  },
  {
    name: 'RetryStorm',
    severity: 'warning',
    expr: `${retryShare} > ${thresholds.retries.warning} and ${recorded.retried} * 600 > ${floors.retriesIn10m}`,
    for: '5m',
    summary:
      '{{ $labels.queue }}: {{ $value | humanizePercentage }} of its deliveries fail and are tried again',
    panel: 'mi-queues/retry-share',
    runbook: 'retry-storm',
    threshold: thresholds.retries.warning,
    test: {
      over: [
        [consumedSeries(ANALYSIS), '0+10x60'],
        [
          `message_retries_total{queue="${ANALYSIS}",error_type="LLM_UNAVAILABLE",job="analysis"}`,
          '0+4x30 120x30',
        ],
      ],
      pendingAt: '4m',
      firesAt: '20m',
      alerts: [
        { labels: ofAnalysis, summary: `${ANALYSIS}: 40% of its deliveries fail and are tried again` },
      ],
      resolvedAt: '50m',
      justBelow: [
        [consumedSeries(ANALYSIS), '0+10x60'],
        [`message_retries_total{queue="${ANALYSIS}",error_type="LLM_UNAVAILABLE",job="analysis"}`, '0+2x60'],
        // every delivery of a queue where next to nothing happens
        [consumedSeries(SUBMITTED), '0x9 4x50'],
        [
          `message_retries_total{queue="${SUBMITTED}",error_type="UNEXPECTED",job="transcription"}`,
          '0x9 4x50',
        ],
      ],
    },
  },
  {
    name: 'QueueLooksFailing',
    severity: 'page',
    expr: `${queueLooks} == ${thresholds.queueLooks.page}`,
    for: '5m',
    summary: 'nobody has seen the queues for five minutes: every other number about them is old',
    panel: 'mi-queues/looks',
    runbook: 'queue-looks-failing',
    threshold: thresholds.queueLooks.page,
    test: {
      over: [['queue_looks_total{outcome="ok",job="ingest"}', '0+6x10 60x15 60+6x20']],
      pendingAt: '16m',
      firesAt: '24m',
      alerts: [
        {
          labels: {},
          summary: 'nobody has seen the queues for five minutes: every other number about them is old',
        },
      ],
      resolvedAt: '40m',
      justBelow: [
        [
          'queue_looks_total{outcome="ok",job="ingest"}',
          '0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7 7 7 8 8 8 9 9 9 10 10 10 11 11 11 12 12 12 13',
        ],
      ],
    },
  },
];

function handledSeries(queue: string): string {
  return `messaging_process_duration_seconds_count{messaging_destination_name="${queue}",outcome="ack",job="analysis"}`;
}

function consumedSeries(queue: string): string {
  return `messaging_client_consumed_messages_total{messaging_destination_name="${queue}",redelivered="false",job="analysis"}`;
}
