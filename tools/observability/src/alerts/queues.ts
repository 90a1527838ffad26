import {
  consumers,
  growth,
  NOT_TRANSCRIPTION,
  oldestMessage,
  queueLooks,
  recorded,
  TRANSCRIPTION,
} from '../expressions.js';
import { floors, thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

const { queueDepth } = thresholds;
const ANALYSIS = 'analysis.transcript.created.v1';
const SUBMITTED = 'transcription.job.submitted.v1';
const ofAnalysis = { queue: ANALYSIS };
const BLIND = 'nobody sees the queues: what is known about them is old or missing';

/** What waits, and whether anybody sees it. */
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
      cases: [
        {
          name: 'believes the gateway that has seen the queue empty since',
          series: [
            [
              `queue_oldest_message_age_seconds{queue="${ANALYSIS}",job="ingest",instance="ingest:1"}`,
              '9x10',
            ],
            [
              `queue_oldest_message_age_seconds{queue="${ANALYSIS}",job="ingest",instance="ingest:2"}`,
              '900x10',
            ],
          ],
          told: { '3m': [], '8m': [] },
        },
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
    expr: `${recorded.timeToDrain} > ${thresholds.timeToDrain.warning} and ${recorded.ready} > ${floors.drainingFrom}`,
    for: '5m',
    summary:
      '{{ $labels.queue }}: {{ if eq (printf "%.0f" $value) "+Inf" }}messages wait and nothing is handled{{ else }}at the present rate it is empty in {{ $value | humanizeDuration }}{{ end }}',
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
      cases: [
        {
          name: 'says so when nothing is handled at all',
          series: [
            [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0x9 11x20'],
            [handledSeries(ANALYSIS), '7x30'],
          ],
          told: {
            '14m': [],
            '16m': [{ labels: ofAnalysis, summary: `${ANALYSIS}: messages wait and nothing is handled` }],
          },
        },
        {
          name: 'is quiet when ten wait whose handlers take long',
          series: [
            [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, '0x9 10x20'],
            [handledSeries(ANALYSIS), '7x30'],
          ],
          told: { '16m': [], '25m': [] },
        },
      ],
    },
  },
  {
    name: 'QueueGrowing',
    severity: 'warning',
    expr: `${growth()} > ${thresholds.queueGrowth.warning} and ${recorded.ready} > ${floors.growingFrom}`,
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
    expr: `${recorded.ready} > 0 and on (queue) ${consumers()} < ${thresholds.consumers.page}`,
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
    name: 'QueueLooksFailing',
    severity: 'page',
    expr: `${queueLooks} < ${thresholds.queueLooks.page} or absent(queue_messages_ready)`,
    for: '3m',
    summary: BLIND,
    panel: 'mi-queues/looks',
    runbook: 'queue-looks-failing',
    threshold: thresholds.queueLooks.page,
    test: {
      over: looks('0+6x10 60x15 60+6x20'),
      pendingAt: '14m',
      firesAt: '15m',
      alerts: [{ labels: {}, summary: BLIND }],
      resolvedAt: '40m',
      // one in half a minute: the figures are told for as long
      justBelow: looks('0+2x50'),
      cases: [
        {
          name: 'fires when one look in four minutes succeeds, and the figures are there now and then',
          series: looks('0 1x3 2x3 3x3 4x3 5x3 6x3 7x3'),
          told: { '20m': [{ labels: {}, summary: BLIND }] },
        },
        {
          name: 'fires when looks succeed and no figures are told',
          series: looks('0+6x40', '7x10 stale'),
          told: { '13m': [], '15m': [{ labels: {}, summary: BLIND }] },
        },
        {
          name: 'fires when no gateway is there',
          series: [],
          told: { '2m': [], '4m': [{ labels: {}, summary: BLIND }] },
        },
      ],
    },
  },
];

function handledSeries(queue: string): string {
  return `messaging_process_duration_seconds_count{messaging_destination_name="${queue}",outcome="ack",job="analysis"}`;
}

function looks(succeeded: string, figures = '7x60'): Series[] {
  return [
    ['queue_looks_total{outcome="ok",job="ingest"}', succeeded],
    [`queue_messages_ready{queue="${ANALYSIS}",job="ingest"}`, figures],
  ];
}
