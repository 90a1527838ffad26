/**
 * Every metric of our own: name, meaning, labels, buckets. Names, where OpenTelemetry's conventions have one, are theirs in the
 * spelling of Prometheus. docs/observability.md has this as a table. `queue` is the name of a work queue without the prefix of
 * the installation. No label is ever a job, an owner, a path, a URL or a text; a spec looks at what a real run recorded.
 */
import { counter, gauge, histogram } from './instruments.js';

const queue = 'work queue, `<service>.<event type>`';
const errorType = 'code of the error (docs/errors.md); absent without one';

/** From a quick handler to half an hour. */
const handlingBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800];
const waitBuckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 30, 60, 180, 600, 1_800, 3_600, 14_400];
const jobBuckets = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400];
const requestBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const quickBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10];

// messages

export const processDuration = histogram(
  'messaging_process_duration_seconds',
  'how long a delivery was worked on, from its arrival to its outcome',
  {
    messaging_destination_name: queue,
    outcome: 'ack, retry, defer, wait, dead, requeue',
    error_type: errorType,
  },
  { buckets: handlingBuckets, maxBy: ['messaging_destination_name'] },
);
export const consumedMessages = counter('messaging_client_consumed_messages_total', 'deliveries taken', {
  messaging_destination_name: queue,
  redelivered: 'true, false: whether the broker had handed it over before',
});
export const sentMessages = counter(
  'messaging_client_sent_messages_total',
  'messages given to the broker; without an error: confirmed by it, in a queue',
  {
    messaging_destination_name: 'exchange, a colon, routing key; or a delay queue alone',
    error_type: errorType,
  },
);
export const operationDuration = histogram(
  'messaging_client_operation_duration_seconds',
  'send: until the broker confirmed; settle: from the outcome until its acknowledgement was given',
  { messaging_operation_name: 'send, settle', error_type: errorType },
  { buckets: quickBuckets },
);
export const queueWait = histogram(
  'message_queue_wait_seconds',
  'how long a message was due in its queue before somebody took it; the delay before a retry is not waiting',
  { queue },
  { buckets: waitBuckets, maxBy: ['queue'] },
);
export const messageRetries = counter('message_retries_total', 'failures that are tried again', {
  queue,
  error_type: 'code of the error',
});
export const deadLetters = counter('messages_dead_lettered_total', 'events given up', {
  queue,
  reason: 'malformed, permanent, exhausted, poison',
});
export const inboxDuplicates = counter(
  'inbox_duplicates_total',
  'events that had taken effect before, and changed nothing',
  { queue },
);
export const outboxPending = gauge('outbox_pending', 'events in the outbox of the service', {});
export const outboxOldestAge = gauge(
  'outbox_oldest_age_seconds',
  'since when the oldest event of the outbox is there; 0 where it is empty',
  {},
);

// queues, as ingest sees them: whether anybody consumes or not

export const queueReady = gauge('queue_messages_ready', 'messages that wait in a work queue', { queue });
export const queueDead = gauge('queue_messages_dead', 'dead letters of a work queue', { queue });
export const queueConsumers = gauge('queue_consumers', 'consumers that a work queue has', { queue });
export const queueDelayed = gauge(
  'queue_messages_delayed',
  'messages in the delay queues that lead back to a work queue: retries and what is looked at again later',
  { queue },
);
export const queueOldestAge = gauge(
  'queue_oldest_message_age_seconds',
  'since when the oldest message that waits in a work queue is there; 0 where none waits, absent where that is not known',
  { queue },
);
export const queueLooks = counter('queue_looks_total', 'looks at all queues', { outcome: 'ok, failed' });

// jobs (ingest)

export const jobCriticalTime = histogram(
  'job_critical_time_seconds',
  'from the submission of a job (its retry, its replay) to its end',
  { outcome: 'completed, failed, cancelled' },
  { buckets: jobBuckets, maxBy: ['outcome'] },
);
export const jobStageDuration = histogram(
  'job_stage_duration_seconds',
  'from the fact that begins a stage to the one that ends it, its waiting included',
  { stage: 'transcription, analysis, persistence, notification', outcome: 'ok, failed' },
  { buckets: jobBuckets, maxBy: ['stage'] },
);
export const jobs = gauge(
  'jobs',
  'jobs that have not ended; job_critical_time_seconds_count has those that have',
  {
    state: 'waiting (in the bulk lane), pending, processing',
  },
);
export const oldestUnheard = gauge(
  'job_oldest_unheard_seconds',
  'of the jobs that are worked on, how long nothing was recorded of the one that is quiet for longest',
  {},
);
export const bulkWaiting = gauge(
  'bulk_lane_waiting_jobs',
  'jobs that wait for their turn in the bulk lane',
  {},
);
export const bulkInFlight = gauge('bulk_lane_in_flight_jobs', 'jobs of the bulk lane that are worked on', {});

// what is outside

export const providerRequest = histogram(
  'provider_request_duration_seconds',
  'one call to a provider of speech or language',
  {
    provider: 'assemblyai, openai',
    operation: 'what was asked for',
    outcome: 'ok, aborted, or the code of the error',
  },
  { buckets: [...requestBuckets, 120, 300, 600] },
);
export const breakerState = gauge('circuit_breaker_state', '0 closed, 1 trying, 2 open: work waits', {
  provider: 'speech provider, language provider',
});
export const webhookAttempts = counter('webhook_attempts_total', 'webhooks sent, each time', {
  outcome: 'ok, aborted, or the code of the error',
});
export const webhookRequest = histogram(
  'webhook_request_duration_seconds',
  'how long the server of a CMS took',
  { outcome: 'ok, aborted, or the code of the error' },
  { buckets: requestBuckets },
);

// the process

export const workerSlots = gauge(
  'worker_slots',
  'messages of a work queue that the process can handle at a time',
  {
    queue,
  },
);
export const workerSlotsBusy = gauge(
  'worker_slots_busy',
  'messages of a work queue that it is handling; over all processes those that are not acknowledged',
  { queue },
);
export const workerDraining = gauge('worker_draining', '1 from the notice to stop on', {});
export const workerDrainDuration = gauge(
  'worker_drain_duration_seconds',
  'how long the process has been draining, or took to',
  {},
);
export const workerDrainGrace = gauge(
  'worker_drain_grace_seconds',
  'how long the process may take to drain: GRACE_PERIOD_MS',
  {},
);
export const workerDrainAborted = counter(
  'worker_drain_aborted_total',
  'drains that were not done within the grace period: handlers were interrupted',
  {},
);
export const serviceReady = gauge('service_ready', '1 when /ready says yes', {});
export const buildInfo = gauge('app_build_info', 'always 1', {
  service: 'name',
  version: 'of its package',
  revision: 'GIT_REVISION',
});

// HTTP (ingest, persistence)

export const httpRequest = histogram(
  'http_server_request_duration_seconds',
  'until the answer was sent or its client had gone; a stream or a long poll for as long as it was open',
  {
    http_request_method: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, _OTHER',
    http_route: 'template of the route, or unmatched',
    http_response_status_code: '200 to 599',
  },
  { buckets: [0.005, ...requestBuckets] },
);
export const httpCutRequests = counter(
  'http_server_cut_requests_total',
  'requests that had no whole answer when the grace period of a stop was over',
  {},
);
export const httpActive = gauge('http_server_active_requests', 'requests that are being answered', {});
export const uploadsInProgress = gauge('uploads_in_progress', 'recordings that are coming in', {});
export const eventStreamsOpen = gauge('event_streams_open', 'streams of live events that are open', {});
export const rateLimited = counter('requests_rate_limited_total', 'requests answered 429', {
  code: 'RATE_LIMITED, TOO_MANY_UPLOADS, TOO_MANY_STREAMS, TOO_MANY_JOBS, TOO_MANY_IDEMPOTENCY_KEYS',
});
