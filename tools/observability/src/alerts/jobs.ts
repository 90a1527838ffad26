import { burnRate, failedJobs, missedJobs, recorded, unheard } from '../expressions.js';
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

/** A counter that grows by one with each so many values. */
const oneIn = (values: number) =>
  Array.from({ length: 20 }, (_, count) => `${count}x${values - 1}`).join(' ');

export const jobAlerts: readonly Alert[] = [
  {
    name: 'JobFailures',
    severity: 'warning',
    expr: `${recorded.failureShare} > ${thresholds.jobFailures.warning} and ${failedJobs} > ${floors.failedJobsIn10m}`,
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
      cases: [
        {
          // One in 289 s. Where the window begins between two readings, two look like 2.1.
          name: 'is quiet when all that end fail, but it is two in ten minutes',
          interval: '17s',
          series: jobs('0x200', '0x200', oneIn(17)),
          told: { '20m': [], '30m': [], '40m': [] },
        },
        {
          name: 'fires when three in ten minutes fail, and no other ends',
          series: jobs('0x60', '0x60', oneIn(3)),
          told: { '30m': [{ labels: {}, summary: '100% of the jobs that end have failed' }] },
        },
      ],
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
    expr: `${burnRate('1h')} > ${burn.page} and ${burnRate('5m')} > ${burn.page} and ${missedJobs('1h')} > ${floors.missedJobs}`,
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
      cases: [
        {
          name: 'is quiet when four good jobs end in a night, and one that fails',
          series: jobs('0x9 1x9 2x9 3x9 4x60', '0x9 1x9 2x9 3x9 4x60', '0x49 1x60'),
          told: { '52m': [], '53m': [], '54m': [], '55m': [] },
        },
        {
          name: 'fires when it is five of nine',
          series: jobs('0x9 1x9 2x9 3x9 4x60', '0x9 1x9 2x9 3x9 4x60', '0x47 1 2 3 4 5x60'),
          told: {
            '54m': [
              {
                labels: {},
                summary: `the error budget of a month goes in two days: 55.56 times too fast (${late})`,
              },
            ],
          },
        },
      ],
    },
  },
  {
    name: 'CriticalTimeSlowBurn',
    severity: 'warning',
    expr: `${burnRate('6h')} > ${burn.warning} and ${burnRate('30m')} > ${burn.warning} and ${missedJobs('6h')} > ${floors.missedJobs}`,
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
      cases: [
        {
          name: 'is quiet when four good jobs end in a night, and one that fails',
          series: jobs('0x9 1x9 2x9 3x9 4x200', '0x9 1x9 2x9 3x9 4x200', '0x49 1x200'),
          told: { '66m': [], '70m': [], '75m': [], '79m': [] },
        },
      ],
    },
  },
];
