import type { Delivery } from '../event-bus.js';
import {
  deadCopy,
  deferredCopy,
  leadingBack,
  retryCopy,
  sameAttemptCopy,
  tellingCalls,
  waitingCopy,
  type Copy,
} from '../message/copies.js';
import type { Outcome } from '../outcome.js';
import { exchangeNames, tierCovering, tierName } from '../queue-names.js';
import type { OutgoingMessage } from './publisher.js';

export interface CarryOutOptions {
  readonly prefix: string;
  readonly retryDelaysMs: readonly number[];
  readonly deferDelaysMs: readonly number[];
  readonly identity: { readonly service: string; readonly version: string };
}

/**
 * The message that has to be confirmed before a delivery may be acknowledged; none for a plain `ack`.
 * A message that goes back is a copy, not a `nack`: that would count towards the queue's delivery limit.
 */
export function replacementOf(
  delivery: Delivery,
  outcome: Outcome,
  properties: OutgoingMessage['properties'],
  options: CarryOutOptions,
): OutgoingMessage | undefined {
  const queue = options.prefix + delivery.queue;
  const to = (exchange: string, routingKey: string, copy: Copy, expiration?: number): OutgoingMessage => ({
    exchange,
    routingKey,
    ...leadingBack(tellingCalls(copy, outcome), outcome),
    properties: { ...properties, expiration },
  });
  switch (outcome.kind) {
    case 'ack':
      return undefined;
    case 'retry': {
      const tierMs = tierCovering(outcome.delayMs, options.retryDelaysMs);
      const waitMs = Math.min(tierMs, Math.max(jittered(tierMs), outcome.failure.retryAfterMs ?? 0));
      const notBefore = outcome.delayMs > tierMs ? Date.now() + outcome.delayMs : undefined;
      return to(
        '',
        tierName(queue, 'retry', tierMs),
        retryCopy(delivery, outcome.failure, notBefore),
        waitMs,
      );
    }
    case 'wait': {
      const inDefer = outcome.delayMs <= (options.deferDelaysMs.at(-1) ?? 0);
      const tierMs = tierCovering(outcome.delayMs, inDefer ? options.deferDelaysMs : options.retryDelaysMs);
      const waitMs = Math.min(tierMs, Math.max(jittered(tierMs), outcome.delayMs));
      return to('', tierName(queue, inDefer ? 'defer' : 'retry', tierMs), waitingCopy(delivery), waitMs);
    }
    case 'defer': {
      const tierMs = tierCovering(outcome.delayMs, options.deferDelaysMs);
      return to('', tierName(queue, 'defer', tierMs), deferredCopy(delivery, outcome), jittered(tierMs));
    }
    case 'dead':
      return to(
        options.prefix + exchangeNames.dead,
        queue,
        deadCopy(delivery, outcome.failure, options.identity),
      );
    case 'requeue':
      return to(options.prefix + exchangeNames.return, queue, sameAttemptCopy(delivery, outcome.checkpoint));
  }
}

/**
 * Never longer than the tier: an expiration above its TTL would change nothing, and one far below it would wait behind
 * the messages before it all the same (a queue expires at its head only).
 */
function jittered(tierMs: number): number {
  return Math.round(tierMs * (0.85 + Math.random() * 0.15));
}
