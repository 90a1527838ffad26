import { burnRate, recorded, unheard, webhookFailures, breaker } from '../expressions.js';
import { floors, objective, thresholds } from '../thresholds.js';
import type { Alert, Series } from './alert.js';

const { burnRate: burn } = thresholds;
const late = `${objective.share * 100} % of the jobs should complete within ${objective.withinSeconds / 60} minutes`;

/** Jobs a minute: how many completed in time, late, and failed. */
function jobs(inTime: string, late: string, failed: string): Series[] {
  const bucket = (le: string) =>
    `job_critical_time_seconds_bucket{outcome="completed",le="${le}",job="ingest"}`;
  return [
    [bucket('1800'), inTime],
    [bucket('+Inf'), late],
    ['job_critical_time_seconds_count{outcome="completed",job="ingest"}', late],
    ['job_critical_time_seconds_count{outcome="failed",job="ingest"}', failed],
  ];
}

export const jobAlerts: readonly Alert[] = [
  {
    name: 'JobFailures',
    severity: 'warning',
    expr: `${recorded.failureShare} > ${thresholds.jobFailures.warning} and on () sum(increase(job_critical_time_seconds_count{outcome="failed"}[10m])) > ${floors.failedJobsIn10m}`,
    for: '10m',
    summary: '{{ $value | humanizePercentage }} of the jobs that end have failed',
    panel: 'mi-pipeline/failure-share',
    runbook: 'job-failures',
    threshold: thresholds.jobFailures.warning,
    test: {
      over: jobs('0+9x60', '0+9x60', '0+1x30 30x30'),
      pendingAt: '10m',
      firesAt: '20m',
      alerts: [{ labels: {}, summary: '10% of the jobs that end have failed' }],
      resolvedAt: '50m',
      justBelow: jobs('0+19x60', '0+19x60', '0+1x60'),
    },
  },
  {
    name: 'StuckJobs',
    severity: 'warning',
    expr: `${unheard} > on () ${recorded.stuckAfter}`,
    for: '5m',
    summary: 'nothing has been heard of a job in work for {{ $value | humanizeDuration }}',
    panel: 'mi-pipeline/unheard',
    runbook: 'stuck-jobs',
    test: {
      over: [['job_oldest_unheard_seconds{job="ingest"}', '0 901x10 0x5']],
      pendingAt: '4m',
      firesAt: '8m',
      alerts: [{ labels: {}, summary: 'nothing has been heard of a job in work for 15m 1s' }],
      resolvedAt: '13m',
      justBelow: [
        // nearly every job takes up to ten minutes: three times that is normal
        ['job_oldest_unheard_seconds{job="ingest"}', '1700x30'],
        ...['300', '600', '+Inf'].map((le): Series => [
          `job_critical_time_seconds_bucket{outcome="completed",le="${le}",job="ingest"}`,
          le === '300' ? '0x30' : '0+5x30',
        ]),
      ],
    },
  },
  {
    name: 'CriticalTimeFastBurn',
    severity: 'page',
    expr: `${burnRate('1h')} > ${burn.page} and ${burnRate('5m')} > ${burn.page}`,
    for: '2m',
    summary: `the error budget of a month goes in two days: {{ $value | humanize }} times too fast (${late})`,
    panel: 'mi-slo/burn-rate',
    runbook: 'critical-time-burn',
    threshold: burn.page,
    test: {
      // every fifth job is late, later none
      over: jobs('0+4x90 364+5x60', '0+5x150', '0x150'),
      pendingAt: '2m',
      firesAt: '80m',
      alerts: [
        {
          labels: {},
          summary: `the error budget of a month goes in two days: 20 times too fast (${late})`,
        },
      ],
      resolvedAt: '110m',
      // 14 of 100
      justBelow: jobs('0+86x150', '0+100x150', '0x150'),
    },
  },
  {
    name: 'CriticalTimeSlowBurn',
    severity: 'warning',
    expr: `${burnRate('6h')} > ${burn.warning} and ${burnRate('30m')} > ${burn.warning}`,
    for: '15m',
    summary: `the error budget of a month goes in five days: {{ $value | humanize }} times too fast (${late})`,
    panel: 'mi-slo/burn-rate',
    runbook: 'critical-time-burn',
    threshold: burn.warning,
    test: {
      // one of ten fails, later none
      over: jobs('0+9x500', '0+9x500', '0+1x400 400x100'),
      pendingAt: '15m',
      firesAt: '390m',
      alerts: [
        {
          labels: {},
          summary: `the error budget of a month goes in five days: 10 times too fast (${late})`,
        },
      ],
      resolvedAt: '450m',
      justBelow: jobs('0+95x500', '0+95x500', '0+5x500'),
    },
  },
  {
    name: 'ProviderBreakerOpen',
    severity: 'warning',
    expr: `${breaker} >= ${thresholds.breaker.warning}`,
    for: '5m',
    summary:
      '{{ $labels.job }} does not call the {{ $labels.provider }}: too many calls in a row have failed',
    panel: 'mi-providers/breakers',
    runbook: 'provider-breaker-open',
    threshold: thresholds.breaker.warning,
    test: {
      // a probe now and then does not hide it
      over: [['circuit_breaker_state{provider="speech provider",job="transcription"}', '0 2x4 1 2x4 0x10']],
      pendingAt: '4m',
      firesAt: '8m',
      alerts: [
        {
          labels: { job: 'transcription', provider: 'speech provider' },
          summary: 'transcription does not call the speech provider: too many calls in a row have failed',
        },
      ],
      resolvedAt: '15m',
      justBelow: [
        ['circuit_breaker_state{provider="speech provider",job="transcription"}', '0 2x2 0x3 1x20'],
      ],
    },
  },
  {
    name: 'WebhookFailures',
    severity: 'warning',
    expr: `${webhookFailures('5m')} > ${thresholds.webhookFailures.warning}`,
    for: '15m',
    summary: '{{ $value | humanizePercentage }} of the attempts to deliver a webhook fail',
    panel: 'mi-providers/webhook-failures',
    runbook: 'webhook-failures',
    threshold: thresholds.webhookFailures.warning,
    test: {
      over: webhooks('0+4x60', '0+1x30 30x30'),
      pendingAt: '14m',
      firesAt: '25m',
      alerts: [{ labels: {}, summary: '20% of the attempts to deliver a webhook fail' }],
      resolvedAt: '45m',
      justBelow: webhooks('0+9x60', '0+1x60'),
    },
  },
];

function webhooks(delivered: string, failed: string): Series[] {
  return [
    ['webhook_attempts_total{outcome="ok",job="notification"}', delivered],
    ['webhook_attempts_total{outcome="WEBHOOK_REFUSED",job="notification"}', failed],
  ];
}
