/**
 * From which value on somebody is told. The one place: alerts compare with these numbers, and the panels that show
 * the same quantity draw them.
 */
export interface Threshold {
  /** Somebody looks at it in working hours. */
  readonly warning?: number;
  /** Somebody is woken up. */
  readonly page?: number;
}

export const thresholds = {
  /** seconds; a transcription may well wait for the one before it */
  oldestMessage: { page: 180 },
  oldestTranscriptionMessage: { page: 600 },
  /** messages that wait in one queue */
  queueDepth: { warning: 5_000, page: 20_000 },
  /** seconds until a queue is empty, at the rate of the last five minutes */
  timeToDrain: { warning: 1_800 },
  /** messages a second that a queue grows by */
  queueGrowth: { warning: 0.1 },
  /** consumers of a queue with messages in it: fewer than one is too few */
  consumers: { page: 1 },
  /** share of the jobs that ended */
  jobFailures: { warning: 0.05 },
  /** dead letters that came within five minutes */
  newDeadLetters: { warning: 1, page: 50 },
  /** share of all deliveries */
  retries: { warning: 0.2 },
  /** seconds */
  outboxOldest: { page: 60 },
  /** share of the requests to the gateway that are answered 500 and above */
  failedRequests: { page: 0.05 },
  /** 0 closed, 1 trying, 2 open: all but closed means that work waits */
  breaker: { warning: 1 },
  /** share of all attempts */
  webhookFailures: { warning: 0.1 },
  brokerAlarms: { page: 1 },
  /** nodes of the broker that answer Prometheus: fewer than one is too few */
  brokerNodes: { page: 1 },
  unroutable: { page: 1 },
  /** share of max_connections */
  postgresConnections: { warning: 0.8 },
  /** errors of an autoscaler within five minutes */
  autoscalerErrors: { warning: 1 },
  /** share of the slots for one queue */
  slotsBusy: { warning: 0.95 },
  /** revisions of one service that run at once */
  revisions: { warning: 2 },
  drainsCutOff: { warning: 1 },
  /** looks at the queues in two minutes: with fewer, figures that are told for 30 s have gaps */
  queueLooks: { page: 4 },
  /** how many times too fast the error budget is spent */
  burnRate: { warning: 6, page: 14.4 },
} as const satisfies Readonly<Record<string, Threshold>>;

/**
 * Below these an alert about a share would be about a handful. Between two whole numbers, as `increase` makes 2.05 of 2
 * where the window does not begin at a reading.
 */
export const floors = {
  /** more than two */
  failedJobsIn10m: 2.5,
  /** five or more: one customer's link that is broken at night wakes nobody */
  missedJobs: 4.5,
  /** more than five */
  retriesIn10m: 5.5,
  /** two or more: all of what little there is */
  failedWebhooksIn15m: 1.5,
  /** more than ten */
  failedRequestsIn5m: 10.5,
  /** a queue that grows from nothing to a few is at work */
  growingFrom: 100,
  /** a few messages whose handlers take minutes each are no backlog */
  drainingFrom: 10,
  /** seconds; a job is never stuck before, however fast others are */
  stuckAfter: 900,
} as const;

/** From this share of its grace period on a drain will hardly end within it. */
export const nearlyCutOff = 0.9;

/** Of the jobs that end, this share completes within `withinSeconds` of being accepted; over 30 days. */
export const objective = { share: 0.99, withinSeconds: 1_800 } as const;
