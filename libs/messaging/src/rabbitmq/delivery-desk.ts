import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import { withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { ConsumeMessage } from 'amqplib';
import { backoffMs } from '../backoff.js';
import type { Deliver, Delivery } from '../event-bus.js';
import { inSettleSpan } from '../message-spans.js';
import { attemptOf, deliveryCountOf, headerNames } from '../message/headers.js';
import { measureArrival, measureCarriedOut, measuringSettle } from '../middleware/measure.js';
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
    const delivery = deliveryOf(queue, message);
    const { jobId, messageId } = namesOf(message);
    const context = { job_id: jobId, message_id: messageId, queue, attempt: attemptOf(delivery.headers) };
    return withLogContext(context, async () => {
      const copy = text(delivery.headers[headerNames.copy]);
      const key = copy && `${queue} ${copy}`;
      const before = message.fields.redelivered && key ? this.handled.before(key) : undefined;
      if (await before) return this.acknowledgeAgain(delivery, message, receipt);
      const carriedOut = this.deliverAndSettle(delivery, deliver, message, receipt);
      if (key) this.handled.remember(key, carriedOut);
      await carriedOut;
    });
  }

  /** Its outcome is safe with the broker, which does not know that the message is settled. */
  private async acknowledgeAgain(
    delivery: Delivery,
    message: ConsumeMessage,
    receipt: Receipt,
  ): Promise<void> {
    measureArrival(delivery);
    const outcome: Outcome = { kind: 'ack', traceparent: text(delivery.headers.traceparent) };
    this.options.logger.info(
      { outcome: outcome.kind, redelivered: true },
      'handled before: acknowledged again',
    );
    await settling(delivery.queue, outcome, message, async () => acknowledge(receipt));
  }

  /** Whether the outcome is safe with the broker. */
  private async deliverAndSettle(
    delivery: Delivery,
    deliver: Deliver,
    message: ConsumeMessage,
    receipt: Receipt,
  ): Promise<boolean> {
    let outcome: Outcome;
    let replacement: OutgoingMessage | undefined;
    try {
      outcome = await deliver(delivery, this.aborting.signal);
      replacement = replacementOf(delivery, outcome, propertiesOf(message), this.options);
    } catch (error) {
      // `deliver` promises not to reject, but a checkpoint may not be JSON. Counted as a delivery without an
      // outcome, it ends at the delivery limit.
      this.options.logger.error({ err: toAppError(error) }, 'a delivery ended without an outcome');
      receipt.reject();
      return false;
    }
    let isSafe = false;
    await settling(delivery.queue, outcome, message, async () => {
      if (replacement) await this.publishUntilConfirmed(replacement, outcome, receipt);
      isSafe = true;
      measureCarriedOut(delivery.queue, outcome);
      acknowledge(receipt);
    });
    if (!isSafe) receipt.giveBack();
    return isSafe;
  }

  /**
   * Holds the message while the broker takes no copy of it. Once the channel is gone the broker delivers it again.
   *
   * @throws AppError why it was not published, when there is no more reason to try
   */
  private async publishUntilConfirmed(
    replacement: OutgoingMessage,
    outcome: Outcome,
    receipt: Receipt,
  ): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.options.publisher.send([replacement]);
      } catch (error) {
        const { code, message: reason } = toAppError(error);
        if (code === 'EVENT_UNROUTABLE') this.options.onQueueMissing();
        this.options.logger.warn({ outcome: outcome.kind, reason }, 'could not carry out an outcome');
        if (!receipt.isValid || this.aborting.signal.aborted) throw error;
      }
      await sleep(backoffMs(attempt), undefined, { signal: this.aborting.signal }).catch(() => undefined);
    }
  }
}

/** Its span and its figures. What could not be settled comes again, and whoever tried has said why. */
function settling(
  queue: string,
  outcome: Outcome,
  message: ConsumeMessage,
  settle: () => Promise<void>,
): Promise<void> {
  const measured = () => measuringSettle(settle);
  return inSettleSpan(queue, outcome, namesOf(message), measured).catch(() => undefined);
}

/** @throws AppError BROKER_UNAVAILABLE when the message is no longer ours */
function acknowledge(receipt: Receipt): void {
  if (!receipt.acknowledge())
    throw new AppError('BROKER_UNAVAILABLE', 'not acknowledged: the channel of the message is gone');
}

function namesOf({ properties }: ConsumeMessage): { readonly messageId?: string; readonly jobId?: string } {
  return { messageId: text(properties.messageId), jobId: text(properties.headers?.[headerNames.jobId]) };
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
