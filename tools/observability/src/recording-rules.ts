import {
  byQueue,
  FAILED_CALL,
  failureShare,
  grown,
  missed,
  quantile,
  recorded,
  stuckAfter,
} from './expressions.js';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

const missedOver = (window: string) => ({ record: recorded.missed(window), expr: missed(window) });

/** In the order of their evaluation: later ones use earlier ones. */
export const quickRules: readonly RecordingRule[] = [
  // Every replica of ingest looks at the same queues.
  { record: recorded.ready, expr: 'max by (queue) (queue_messages_ready)' },
  { record: recorded.dead, expr: 'max by (queue) (queue_messages_dead)' },
  {
    record: recorded.handled,
    expr: `sum by (queue) (${byQueue('rate(messaging_process_duration_seconds_count{outcome=~"ack|dead"}[5m])')})`,
  },
  {
    record: recorded.consumed,
    expr: `sum by (queue) (${byQueue('increase(messaging_client_consumed_messages_total[10m])')})`,
  },
  { record: recorded.retried, expr: grown('message_retries_total', 'queue', 10) },
  {
    // An empty queue needs no time, one that nobody takes from an infinite one.
    record: recorded.timeToDrain,
    expr: `(${recorded.ready} > 0) / (${recorded.handled} > 0) or (${recorded.ready} > 0) * Inf or ${recorded.ready} == 0`,
  },
  { record: recorded.failureShare, expr: failureShare },
  { record: recorded.stuckAfter, expr: stuckAfter },
  { record: recorded.webhookAttempts, expr: grown('webhook_attempts_total{outcome!="aborted"}', '', 15) },
  {
    record: recorded.failedWebhooks,
    expr: `${grown(`webhook_attempts_total{${FAILED_CALL}}`, '', 15)} or vector(0)`,
  },
  {
    record: recorded.requests,
    expr: grown('http_server_request_duration_seconds_count', 'job', 5),
  },
  {
    record: recorded.failedRequests,
    expr: `${grown('http_server_request_duration_seconds_count{http_response_status_code=~"5.."}', 'job', 5)} or ${recorded.requests} * 0`,
  },
  ...['5m', '30m', '1h', '6h'].map(missedOver),
];

/** What looks back on days changes slowly and costs much. To be read by `lastOf`. */
export const slowRules: readonly RecordingRule[] = [
  {
    record: recorded.criticalTimeP99,
    expr: quantile(0.99, 'job_critical_time_seconds', '', '1d', '{outcome="completed"}'),
  },
  missedOver('30d'),
];

export const recordingRules: readonly RecordingRule[] = [...quickRules, ...slowRules];
