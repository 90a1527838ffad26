import { services } from '@meeting-intelligence/contracts';
import { drainsCutOff, recorded, revisions, SERVICES, slotsBusy } from '../expressions.js';
import { thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

const QUEUE = 'analysis.transcript.created.v1';
const IDLE_QUEUE = 'analysis.job.erased.v1';

/** One series for each service of which no process is scraped. */
const silent = services
  .map((job) => `(label_replace(vector(0), "job", "${job}", "", "") unless on (job) up{job="${job}"} == 1)`)
  .join(' or ');

const allUpBut = (silentOne: string, values: string): Series[] =>
  services.map((job) => [`up{job="${job}",instance="${job}:1"}`, job === silentOne ? values : '1x30']);

export const processAlerts: readonly Alert[] = [
  {
    name: 'SlotsSaturated',
    severity: 'warning',
    // Full slots alone are what scaling aims at.
    expr: `${slotsBusy()} > ${thresholds.slotsBusy.warning} and on (queue) ${recorded.ready} > 0`,
    for: '15m',
    summary:
      '{{ $labels.job }}: {{ $value | humanizePercentage }} of the slots for {{ $labels.queue }} are busy, and messages wait',
    panel: 'mi-workers/slots-busy',
    runbook: 'slots-saturated',
    threshold: thresholds.slotsBusy.warning,
    test: {
      over: slots('20x40', '0 20x20 10x10', '7x40'),
      pendingAt: '15m',
      firesAt: '17m',
      alerts: [
        {
          labels: { job: 'analysis', queue: QUEUE },
          summary: `analysis: 100% of the slots for ${QUEUE} are busy, and messages wait`,
        },
      ],
      resolvedAt: '25m',
      justBelow: slots('20x40', '19x40', '7x40'),
      cases: [
        {
          name: 'is quiet when all are busy and nothing waits',
          series: slots('20x40', '20x40', '0x40'),
          told: { '17m': [], '30m': [] },
        },
      ],
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
      cases: [
        {
          name: 'is quiet while a process of the old revision takes its time to drain',
          series: [
            build('a1', 'analysis:1', '1x40'),
            ['worker_draining{job="analysis",instance="analysis:1"}', '0x8 1x40'],
            build('b2', 'analysis:2', '_x5 1x40'),
            ['worker_draining{job="analysis",instance="analysis:2"}', '_x5 0x40'],
          ],
          told: { '20m': [], '30m': [] },
        },
      ],
    },
  },
  {
    name: 'DrainAborted',
    severity: 'warning',
    expr: `${drainsCutOff} >= ${thresholds.drainsCutOff.warning}`,
    summary:
      '{{ $labels.job }}: {{ printf "%.0f" $value }} processes that had to end did not finish their work in time, or hardly will',
    panel: 'mi-workers/drains-cut-off',
    runbook: 'drain-aborted',
    threshold: thresholds.drainsCutOff.warning,
    quantityMayBeAbsent: 'no process is draining',
    test: {
      over: draining('0x3 60+60x13 840x3 stale'),
      firesAt: '18m',
      alerts: [cutOff(1)],
      resolvedAt: '25m',
      justBelow: draining('0x3 60+60x12 810x8 stale'),
      cases: [
        {
          name: 'fires when a process was scraped after its grace period',
          series: [
            ['worker_drain_aborted_total{job="transcription",instance="transcription:1"}', '0x20 1 stale'],
            ['worker_drain_aborted_total{job="transcription",instance="transcription:2"}', '0x20 1 stale'],
          ],
          told: { '19m': [], '22m': [cutOff(2)], '40m': [] },
        },
        {
          name: 'is quiet when no process is draining',
          series: draining('850x20', '0x20'),
          told: { '5m': [], '15m': [] },
        },
      ],
    },
  },
  {
    name: 'ServiceNotReady',
    severity: 'page',
    // Before a process has started it does not tell whether it is ready.
    expr: `max by (job) (up{job=~"${SERVICES}"}) == 1 unless on (job) max by (job) (service_ready) == 1`,
    for: '5m',
    summary: '{{ $labels.job }}: none of its processes is ready',
    panel: 'mi-workers/replicas',
    runbook: 'service-not-ready',
    quantityMayBeAbsent: 'it is about what is not there',
    test: {
      over: ready('1 0x8 1x10', '1 0x8 0x10'),
      pendingAt: '5m',
      firesAt: '7m',
      alerts: [{ labels: { job: 'analysis' }, summary: 'analysis: none of its processes is ready' }],
      resolvedAt: '12m',
      justBelow: ready('1x20', '0x20'),
      cases: [
        {
          name: 'fires when no process has come so far that it says whether it is',
          series: [['up{job="analysis",instance="analysis:1"}', '1x20']],
          told: {
            '4m': [],
            '6m': [{ labels: { job: 'analysis' }, summary: 'analysis: none of its processes is ready' }],
          },
        },
        {
          name: 'is quiet when nothing of it is scraped, which is another alert',
          series: [['up{job="analysis",instance="analysis:1"}', '0x20']],
          told: { '6m': [], '15m': [] },
        },
      ],
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

/** Of two queues of a service, the other of which has nothing to do. */
function slots(all: string, busy: string, ready: string): Series[] {
  return [
    [`worker_slots{queue="${QUEUE}",job="analysis"}`, all],
    [`worker_slots_busy{queue="${QUEUE}",job="analysis"}`, busy],
    [`queue_messages_ready{queue="${QUEUE}",job="ingest"}`, ready],
    [`worker_slots{queue="${IDLE_QUEUE}",job="analysis"}`, all],
    [`worker_slots_busy{queue="${IDLE_QUEUE}",job="analysis"}`, '0x40'],
    [`queue_messages_ready{queue="${IDLE_QUEUE}",job="ingest"}`, '0x40'],
  ];
}

function build(revision: string, instance: string, values: string): Series {
  return [
    `app_build_info{service="analysis",version="0.1.0",revision="${revision}",job="analysis",instance="${instance}"}`,
    values,
  ];
}

function cutOff(processes: number) {
  return {
    labels: { job: 'transcription' },
    summary: `transcription: ${processes} processes that had to end did not finish their work in time, or hardly will`,
  };
}

/** A process with a quarter of an hour for its drain, and how long that has taken. */
function draining(seconds: string, isDraining = '1x40'): Series[] {
  const of = (name: string) => `${name}{job="transcription",instance="transcription:1"}`;
  return [
    [of('worker_drain_duration_seconds'), seconds],
    [of('worker_drain_grace_seconds'), '900x40'],
    [of('worker_draining'), isDraining],
  ];
}

function ready(first: string, second: string): Series[] {
  return [first, second].flatMap((values, index): Series[] => [
    [`up{job="analysis",instance="analysis:${index}"}`, '1x30'],
    [`service_ready{job="analysis",instance="analysis:${index}"}`, values],
  ]);
}
