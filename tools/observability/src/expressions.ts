/** PromQL that a dashboard and an alert share: what is drawn is what is compared. */
import { floors, objective } from './thresholds.js';

/** What the messaging conventions call a destination is a queue to everybody else. */
export const byQueue = (vector: string) =>
  `label_replace(${vector}, "queue", "$1", "messaging_destination_name", "(.+)")`;

/**
 * How much a counter grew. A counter with labels appears with its first event at 1, where `increase` sees nothing
 * happen; so a series that was not there before counts whole.
 */
export const grown = (counter: string, by: string, window: string) =>
  `(sum by (${by}) (increase(${counter}[${window}])) > 0 or sum by (${by}) (${counter} unless ${counter} offset ${window}))`;

/** The quantile of a histogram; `by` without `le`. */
export const quantile = (q: number, histogram: string, by: string, window: string, matchers = '') =>
  `histogram_quantile(${q}, sum by (${by ? `${by}, ` : ''}le) (rate(${histogram}_bucket${matchers}[${window}])))`;

/** Named quantities that rules record (recording-rules.ts) and that everything else refers to. */
export const recorded = {
  ready: 'queue:ready:max',
  dead: 'queue:dead:max',
  handled: 'queue:handled:rate5m',
  consumed: 'queue:consumed:rate10m',
  retried: 'queue:retried:rate10m',
  timeToDrain: 'queue:time_to_drain_seconds',
  failureShare: 'jobs:failure_share:ratio10m',
  criticalTimeP99: 'jobs:critical_time:p99_1d',
  stuckAfter: 'jobs:stuck_after_seconds',
  missed: (window: string) => `slo:critical_time:missed_ratio_${window}`,
} as const;

export const oldestMessage = (matcher: string) =>
  `max by (queue) (queue_oldest_message_age_seconds{${matcher}})`;
export const TRANSCRIPTION = 'queue=~"transcription[.].+"';
export const NOT_TRANSCRIPTION = 'queue!~"transcription[.].+"';

export const consumers = 'max by (queue) (queue_consumers)';
export const newDeadLetters = `${recorded.dead} - (${recorded.dead} offset 5m)`;
export const retryShare = `${recorded.retried} / (${recorded.consumed} > 0)`;
export const growth = `deriv(${recorded.ready}[5m])`;
export const outboxOldest = 'max by (job) (outbox_oldest_age_seconds)';
export const unheard = 'max(job_oldest_unheard_seconds)';
/** Probing sets it to "trying" for a moment; that is not closed. */
export const breaker = 'max by (job, provider) (max_over_time(circuit_breaker_state[2m]))';
/** What a process gave up itself, because it ended, tells nothing about the other side. */
export const FAILED_CALL = 'outcome!~"ok|aborted"';
export const webhookFailures = (window: string) =>
  `(sum(rate(webhook_attempts_total{${FAILED_CALL}}[${window}])) or vector(0)) / (sum(rate(webhook_attempts_total{outcome!="aborted"}[${window}])) > 0)`;
export const slotsBusy = 'sum by (job) (worker_slots_busy) / sum by (job) (worker_slots)';
export const revisions = 'count by (service) (count by (service, revision) (app_build_info))';
export const queueLooks = '(sum(rate(queue_looks_total{outcome="ok"}[5m])) or vector(0))';
export const unroutable = grown(
  'messaging_client_sent_messages_total{error_type="EVENT_UNROUTABLE"}',
  'job, messaging_destination_name',
  '10m',
);
export const drainsAborted = grown('worker_drain_aborted_total', 'job', '15m');

const ALARMS = {
  memory: 'rabbitmq_alarms_memory_used_watermark',
  disk: 'rabbitmq_alarms_free_disk_space_watermark',
  'file descriptors': 'rabbitmq_alarms_file_descriptor_limit',
};
export const brokerAlarms = `max by (instance, alarm) (${Object.entries(ALARMS)
  .map(([alarm, metric]) => `label_replace(${metric}, "alarm", "${alarm}", "", "")`)
  .join(' or ')})`;

/** Share of the jobs that missed the objective: failed, or took longer. Cancelled ones are nobody's fault. */
export function missed(window: string): string {
  // Prometheus 3 writes the bound as 1800.0.
  const good = `job_critical_time_seconds_bucket{outcome="completed",le=~"${objective.withinSeconds}([.]0)?"}`;
  const all = 'job_critical_time_seconds_count{outcome=~"completed|failed"}';
  return `1 - (sum(rate(${good}[${window}])) or vector(0)) / (sum(rate(${all}[${window}])) > 0)`;
}

export const burnRate = (window: string) => `${recorded.missed(window)} / ${budget()}`;

/** What may be missed: 1 - 0.99 is not 0.01 in binary. */
export const budget = () => Number((1 - objective.share).toFixed(6));

export const failureShare =
  '(sum(rate(job_critical_time_seconds_count{outcome="failed"}[10m])) or vector(0)) / (sum(rate(job_critical_time_seconds_count{outcome=~"completed|failed"}[10m])) > 0)';

/** Three times what nearly all jobs took in the last day, and never less than the floor. */
export const stuckAfter = `clamp_min(3 * (${recorded.criticalTimeP99} > 0), ${floors.stuckAfter}) or vector(${floors.stuckAfter})`;
