import { byQueue, failureShare, missed, quantile, recorded, stuckAfter } from './expressions.js';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** In the order of their evaluation: later ones use earlier ones. */
export const recordingRules: readonly RecordingRule[] = [
  // Every replica of ingest looks at the same queues.
  { record: recorded.ready, expr: 'max by (queue) (queue_messages_ready)' },
  { record: recorded.dead, expr: 'max by (queue) (queue_messages_dead)' },
  {
    record: recorded.handled,
    expr: `sum by (queue) (${byQueue('rate(messaging_process_duration_seconds_count{outcome=~"ack|dead"}[5m])')})`,
  },
  {
    record: recorded.consumed,
    expr: `sum by (queue) (${byQueue('rate(messaging_client_consumed_messages_total[10m])')})`,
  },
  { record: recorded.retried, expr: 'sum by (queue) (rate(message_retries_total[10m]))' },
  {
    // An empty queue needs no time, one that nobody takes from an infinite one.
    record: recorded.timeToDrain,
    expr: `(${recorded.ready} > 0) / (${recorded.handled} > 0) or (${recorded.ready} > 0) * Inf or ${recorded.ready} == 0`,
  },
  { record: recorded.failureShare, expr: failureShare },
  {
    record: recorded.criticalTimeP99,
    expr: quantile(0.99, 'job_critical_time_seconds', '', '1d', '{outcome="completed"}'),
  },
  { record: recorded.stuckAfter, expr: stuckAfter },
  ...['5m', '30m', '1h', '6h', '30d'].map((window) => ({
    record: recorded.missed(window),
    expr: missed(window),
  })),
];
