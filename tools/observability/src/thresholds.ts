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
  /** 0 closed, 1 trying, 2 open */
  breaker: { warning: 2 },
  /** share of all attempts */
  webhookFailures: { warning: 0.1 },
  brokerAlarms: { page: 1 },
  unroutable: { page: 1 },
  /** share of a service's slots */
  slotsBusy: { warning: 0.95 },
  /** revisions of one service that run at once */
  revisions: { warning: 2 },
  drainsAborted: { warning: 1 },
  /** looks at the queues a second: at none, every other number about queues is old */
  queueLooks: { page: 0 },
  /** how many times too fast the error budget is spent */
  burnRate: { warning: 6, page: 14.4 },
} as const satisfies Readonly<Record<string, Threshold>>;

/** Below these an alert about a share would be about a handful of messages. */
export const floors = {
  failedJobsIn10m: 2,
  retriesIn10m: 5,
  /** a queue that grows from nothing to a few is at work */
  growingFrom: 100,
  /** seconds; a job is never stuck before, however fast others are */
  stuckAfter: 900,
} as const;

/** Of the jobs that end, this share completes within `withinSeconds` of being accepted; over 30 days. */
export const objective = { share: 0.99, withinSeconds: 1_800 } as const;
