import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ConsumeMessage } from 'amqplib';
import { backoffMs } from '../backoff.js';
import type { Deliver, Delivery } from '../event-bus.js';
import { inSettleSpan } from '../message-spans.js';
import { deliveryCountOf, headerNames } from '../message/headers.js';
import { measureSettled } from '../middleware/measure.js';
import type { Outcome } from '../outcome.js';
import { replacementOf, type CarryOutOptions } from './carry-out.js';
import { HandledCopies } from './handled-copies.js';
import type { OutgoingMessage, Publisher } from './publisher.js';
import type { Receipt } from './slot.js';

export interface DeliveryDeskOptions extends CarryOutOptions {
  readonly publisher: Publisher;
  /** A queue that an outcome needs is not there. */
  readonly onQueueMissing: () => void;
  readonly logger: Logger;
}

/** Takes one message through: hand over, carry the outcome out, and only then acknowledge. */
export class DeliveryDesk {
  private readonly aborting = new AbortController();
  private readonly handled = new HandledCopies();

  constructor(private readonly options: DeliveryDeskOptions) {}

  /** The grace period is over: handlers are interrupted and their messages given back. */
  abort(): void {
    this.aborting.abort();
  }

  async handle(queue: string, deliver: Deliver, message: ConsumeMessage, receipt: Receipt): Promise<void> {
    const copy: unknown = message.properties.headers?.[headerNames.copy];
    const key = typeof copy === 'string' ? `${queue} ${copy}` : undefined;
    const before = message.fields.redelivered && key ? this.handled.before(key) : undefined;
    if (await before) return receipt.acknowledge();
    const carriedOut = this.deliverAndCarryOut(queue, deliver, message, receipt);
    if (key) this.handled.remember(key, carriedOut);
    if (await carriedOut) receipt.acknowledge();
    else receipt.giveBack();
  }

  /** Whether the outcome is safe with the broker, so that the message may be acknowledged. */
  private async deliverAndCarryOut(
    queue: string,
    deliver: Deliver,
    message: ConsumeMessage,
    receipt: Receipt,
  ): Promise<boolean> {
    const delivery = deliveryOf(queue, message);
    let outcome: Outcome;
    let replacement: OutgoingMessage | undefined;
    try {
      outcome = await deliver(delivery, this.aborting.signal);
      replacement = replacementOf(delivery, outcome, propertiesOf(message), this.options);
    } catch (error) {
      // `deliver` promises not to reject, but a checkpoint may not be JSON. Counted as a delivery without an
      // outcome, it ends at the delivery limit.
      this.options.logger.error({ err: toAppError(error), queue }, 'a delivery ended without an outcome');
      receipt.reject();
      return false;
    }
    const about = {
      messageId: text(message.properties.messageId),
      jobId: delivery.headers[headerNames.jobId],
    };
    const settlingFrom = performance.now();
    return inSettleSpan(
      queue,
      outcome,
      about,
      async () =>
        replacement === undefined || this.publishUntilConfirmed(replacement, outcome, queue, receipt),
    ).finally(() => measureSettled(settlingFrom));
  }

  /** Holds the message while the broker takes no copy of it. Once the channel is gone the broker delivers it again. */
  private async publishUntilConfirmed(
    replacement: OutgoingMessage,
    outcome: Outcome,
    queue: string,
    receipt: Receipt,
  ): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.options.publisher.send([replacement]);
        return true;
      } catch (error) {
        const { code, message: reason } = toAppError(error);
        if (code === 'EVENT_UNROUTABLE') this.options.onQueueMissing();
        this.options.logger.warn({ queue, outcome: outcome.kind, reason }, 'could not carry out an outcome');
      }
      if (!receipt.isValid || this.aborting.signal.aborted) return false;
      await sleep(backoffMs(attempt), undefined, { signal: this.aborting.signal }).catch(() => undefined);
    }
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function deliveryOf(queue: string, { content, properties }: ConsumeMessage): Delivery {
  const headers: Record<string, unknown> = properties.headers ?? {};
  // Absent on a first delivery in some versions, 0 in others.
  const deliveryCount = deliveryCountOf(headers, headers['x-delivery-count']);
  return { queue, body: content, headers, deliveryCount };
}

/** amqplib types them as `any`. */
function propertiesOf(message: ConsumeMessage): OutgoingMessage['properties'] {
  const properties = message.properties as OutgoingMessage['properties'];
  const { contentType, contentEncoding, correlationId, messageId, timestamp, type, appId } = properties;
  return { contentType, contentEncoding, correlationId, messageId, timestamp, type, appId };
}
