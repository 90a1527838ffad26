/**
 * Headers of our own on every message. The attempt is counted here because the broker's own counters differ between
 * versions: a copied `x-death` counts 2 on 3.10.8 and 1 on 4.0.5, a first `x-delivery-count` is 0 or absent.
 */
export const headerNames = {
  /** 1 on the first delivery. */
  attempt: 'x-attempt',
  /** JSON: the failures so far, `[{attempt, code, message, at}]`. */
  attempts: 'x-attempts',
  /** JSON: the calls to providers so far (contracts/handling.ts). */
  calls: 'x-calls',
  /** Names one published copy: a redelivery has the same, a retried or replayed message a new one. */
  copy: 'x-copy',
  /** Deliveries without an outcome before this copy was made, where the copy decided nothing. */
  deliveries: 'x-deliveries',
  /** How often a handler said "not yet". */
  deferrals: 'x-deferrals',
  /** Unix time in ms from which it can be taken from its queue: that of its sending, after its delay. */
  dueAt: 'x-due-at',
  jobId: 'x-job-id',
  /** `traceparent` of the span in which this message was handled before: the next one, also a replay, links to it. */
  previousSpan: 'x-previous-span',
  /** Unix time in ms: nobody handles it before. For waits that are longer than the longest delay queue. */
  notBefore: 'x-not-before',
} as const;

/** Headers of a message that an operator sent once more. They stay on it when it fails again. */
export const replayHeaders = {
  /** Id of the event that was dead-lettered; the replayed one has another where it is a new generation. */
  of: 'x-replay-of',
  at: 'x-replayed-at',
} as const;

/** Headers of a dead letter, beside those of the message itself. Its body is the message's own, byte for byte. */
export const deadLetterHeaders = {
  /** malformed | permanent | exhausted | poison */
  reason: 'x-dead-reason',
  queue: 'x-dead-queue',
  service: 'x-dead-service',
  version: 'x-dead-version',
  at: 'x-dead-at',
  eventId: 'x-dead-event-id',
  eventType: 'x-dead-event-type',
  errorClass: 'x-error-class',
  errorCode: 'x-error-code',
  errorMessage: 'x-error-message',
  errorStack: 'x-error-stack',
} as const;

export type MessageHeaders = Readonly<Record<string, unknown>>;

/**
 * What the broker wrote on a message. A copy that still carries it is taken for a message that goes in circles, and
 * vanished on 3.10.8; CC and BCC would send it to other queues.
 */
const BROKERS_OWN = /^(x-death|x-(first|last)-death-.*|x-delivery-count|x-acquired-count|CC|BCC)$/;

export function withoutBrokersOwn(headers: MessageHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BROKERS_OWN.test(name)));
}

/** How long the message has still to wait; 0 when it has its turn. */
export function waitLeftMs(headers: MessageHeaders, now = Date.now()): number {
  const notBefore = headers[headerNames.notBefore];
  return typeof notBefore === 'number' ? Math.max(0, notBefore - now) : 0;
}

/** How often the message was handed over before without an outcome: this copy by the broker's count, and those before it. */
export function deliveryCountOf(headers: MessageHeaders, brokersCount: unknown): number {
  return countIn(headers[headerNames.deliveries]) + countIn(brokersCount);
}

function countIn(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

export function deferralsOf(headers: MessageHeaders): number {
  return countIn(headers[headerNames.deferrals]);
}

export function attemptOf(headers: MessageHeaders): number {
  const attempt = headers[headerNames.attempt];
  return typeof attempt === 'number' && attempt >= 1 ? attempt : 1;
}
