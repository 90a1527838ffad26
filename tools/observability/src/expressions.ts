/** PromQL that a dashboard and an alert share: what is drawn is what is compared. */
import { services } from '@meeting-intelligence/contracts';
import { floors, nearlyCutOff, objective } from './thresholds.js';

/** Our own services, where `job` may be anything that the same Prometheus scrapes. */
export const SERVICES = services.join('|');

/** What a reader has chosen above a dashboard; everything at first. */
export const CHOSEN_QUEUE = 'queue=~"$queue"';
export const CHOSEN_SERVICE = 'job=~"$service"';

/** What the messaging conventions call a destination is a queue to everybody else. */
export const byQueue = (vector: string) =>
  `label_replace(${vector}, "queue", "$1", "messaging_destination_name", "(.+)")`;

/**
 * How much a counter grew within `minutes`, by these labels or altogether, also where the values of its labels are not known beforehand: such a series
 * appears with its first event at 1, where `increase` sees nothing happen. So it counts whole where its process is
 * younger than the window, and where that was scraped when the window began and had no such series. A gap in the
 * readings is neither. For labels whose values are all there from the start, `increase` alone does.
 */
export function grown(counter: string, by: string, minutes: number): string {
  const window = `${minutes}m`;
  const ofYoungProcess = `${counter} and on (job, instance) process_start_time_seconds > time() - ${minutes * 60}`;
  const appeared = `${counter} unless ${counter} offset ${window} and on (job, instance) up offset ${window} == 1`;
  const total = by ? `sum by (${by})` : 'sum';
  return `${total} (${ofYoungProcess} or ${appeared} or increase(${counter}[${window}]))`;
}

/** The quantile of a histogram; `by` without `le`. */
export const quantile = (q: number, histogram: string, by: string, window: string, matchers = '') =>
  `histogram_quantile(${q}, sum by (${by ? `${by}, ` : ''}le) (rate(${histogram}_bucket${matchers}[${window}])))`;

/** Named quantities that rules record (recording-rules.ts) and that everything else refers to. */
export const recorded = {
  ready: 'queue:ready:max',
  dead: 'queue:dead:max',
  handled: 'queue:handled:rate5m',
  consumed: 'queue:consumed:increase10m',
  retried: 'queue:retried:increase10m',
  timeToDrain: 'queue:time_to_drain_seconds',
  failureShare: 'jobs:failure_share:ratio10m',
  criticalTimeP99: 'jobs:critical_time:p99_1d',
  stuckAfter: 'jobs:stuck_after_seconds',
  webhookAttempts: 'webhooks:attempts:increase15m',
  failedWebhooks: 'webhooks:failed:increase15m',
  requests: 'job:http_requests:increase5m',
  failedRequests: 'job:http_failed:increase5m',
  missed: (window: string) => `slo:critical_time:missed_ratio_${window}`,
} as const;

/** A rule that is recorded every five minutes is not there for a moment when it is due. */
export const lastOf = (slowlyRecorded: string) => `last_over_time(${slowlyRecorded}[15m])`;

// queues; `of` narrows to some of them

/** Every gateway tells it; one that has just started knows less of the past, and takes it to be longer. */
export const oldestMessage = (of: string) => `min by (queue) (queue_oldest_message_age_seconds{${of}})`;
export const TRANSCRIPTION = 'queue=~"transcription[.].+"';
export const NOT_TRANSCRIPTION = 'queue!~"transcription[.].+"';

export const consumers = (of = '') => `max by (queue) (queue_consumers{${of}})`;
/** Against the last reading of five minutes ago or before, so that what came while nobody looked is new too. */
export const newDeadLetters = (of = '') =>
  `${recorded.dead}{${of}} - last_over_time(${recorded.dead}{${of}}[1h] offset 5m)`;
export const retryShare = (of = '') => `${recorded.retried}{${of}} / (${recorded.consumed} > 0)`;
export const growth = (of = '') => `deriv(${recorded.ready}{${of}}[5m])`;
export const slotsBusy = (of = '') =>
  `sum by (job, queue) (worker_slots_busy{${of}}) / sum by (job, queue) (worker_slots{${of}})`;
export const queueLooks = '(sum(increase(queue_looks_total{outcome="ok"}[2m])) or vector(0))';

// jobs

export const unheard = 'max(job_oldest_unheard_seconds)';

const ENDED = 'job_critical_time_seconds_count{outcome=~"completed|failed"}';
// Prometheus 3 writes the bound as 1800.0.
const IN_TIME = `job_critical_time_seconds_bucket{outcome="completed",le=~"${objective.withinSeconds}([.]0)?"}`;

export const failedJobs = 'sum(increase(job_critical_time_seconds_count{outcome="failed"}[10m]))';
export const failureShare = `${failedJobs} / (sum(increase(${ENDED}[10m])) > 0)`;

/** Share of the jobs that missed the objective: failed, or took longer. Cancelled ones are nobody's fault. */
export const missed = (window: string) =>
  `1 - sum(rate(${IN_TIME}[${window}])) / (sum(rate(${ENDED}[${window}])) > 0)`;
export const missedJobs = (window: string) =>
  `sum(increase(${ENDED}[${window}])) - sum(increase(${IN_TIME}[${window}]))`;

/** What may be missed: 1 - 0.99 is not 0.01 in binary. */
export const budget = () => Number((1 - objective.share).toFixed(6));
export const burnRate = (window: string) => `${recorded.missed(window)} / ${budget()}`;

/** Three times what nearly all jobs took in the last day, and never less than the floor. */
export const stuckAfter = `clamp_min(3 * (${lastOf(recorded.criticalTimeP99)} > 0), ${floors.stuckAfter}) or vector(${floors.stuckAfter})`;

// what is outside

export const breaker = 'max by (job, provider) (circuit_breaker_state)';
/** What a process gave up itself, because it ended, tells nothing about the other side. */
export const FAILED_CALL = 'outcome!~"ok|aborted"';
export const webhookFailures = `${recorded.failedWebhooks} / (${recorded.webhookAttempts} > 0)`;
export const requestFailures = `${recorded.failedRequests} / (${recorded.requests} > 0)`;

const ALARMS = {
  memory: 'rabbitmq_alarms_memory_used_watermark',
  disk: 'rabbitmq_alarms_free_disk_space_watermark',
  'file descriptors': 'rabbitmq_alarms_file_descriptor_limit',
};
export const brokerAlarms = `max by (instance, alarm) (${Object.entries(ALARMS)
  .map(([alarm, metric]) => `label_replace(${metric}, "alarm", "${alarm}", "", "")`)
  .join(' or ')})`;
export const brokerNodes = 'sum(up{job="rabbitmq"})';

/** By the names of postgres_exporter. */
export const postgresConnections =
  'sum by (instance) (pg_stat_activity_count) / min by (instance) (pg_settings_max_connections)';
/** Those of a scaler are among them. Others in the cluster have autoscalers too. */
export const autoscalerErrors = `sum by (scaledObject) (increase(keda_scaled_object_errors_total{scaledObject=~".*(${SERVICES}).*"}[5m]))`;

// processes

export const outboxOldest = 'max by (job) (outbox_oldest_age_seconds)';
export const unroutable = grown(
  'messaging_client_sent_messages_total{error_type="EVENT_UNROUTABLE"}',
  'job, messaging_destination_name',
  10,
);
/** A process that drains runs to its end in the revision that it has, and is none that is rolled out. */
export const revisions =
  'count by (service) (count by (service, revision) (app_build_info unless on (job, instance) worker_draining == 1))';
/** Counted where the process was still scraped after its grace period, and foreseen while it drains. */
export const drainsCutOff = `(round(${grown('worker_drain_aborted_total', 'job', 15)}) > 0 or count by (job) (worker_drain_duration_seconds > ${nearlyCutOff} * worker_drain_grace_seconds and worker_draining == 1))`;
