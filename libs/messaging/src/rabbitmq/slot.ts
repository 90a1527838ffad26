import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { backoffMs } from '../backoff.js';
import { inTime } from './in-time.js';

export interface SlotOptions {
  /** Full name, with the prefix. */
  readonly queue: string;
  /** Resolves to a connection on which all queues are declared. */
  readonly connected: (signal: AbortSignal) => Promise<ChannelModel>;
  /** Called when the broker closed our channel or cancelled the consumer: the queue may be gone. */
  readonly onLost: () => void;
  /** Handles the message and settles it by its receipt. Never rejects. */
  readonly handle: (message: ConsumeMessage, receipt: Receipt) => Promise<void>;
  readonly logger: Logger;
  /** How often a slot without a message asks whether the broker knows of it (default 15 s). */
  readonly idleCheckMs?: number;
  /** After so many such checks it consumes anew, as not everything can be asked (default 2). */
  readonly idleChecks?: number;
  /** Slots of this process on the queue (default 1). */
  readonly slots?: number;
}

const IDLE_CHECK_MS = 15_000;
const IDLE_CHECKS = 2;
/** A message that has just come to the queue is on its way. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Settles one message, once, on the channel it came by and never on another; does nothing when that channel is gone.
 */
export interface Receipt {
  /** Whether the message is still ours. When the channel is gone, the broker delivers it again. */
  readonly isValid: boolean;
  /** False when the message is no longer ours: it comes again. */
  acknowledge(): boolean;
  /** Back to the queue: nobody looked at it. Not counted from RabbitMQ 4.3 on. */
  giveBack(): void;
  /** Back to the queue, counted as a delivery without an outcome by every version. */
  reject(): void;
}

/** Why a consumer ended. One that is renewed was given up by ourselves: nothing is known to be wrong with its queue. */
type Loss = { readonly reason: string } | 'renewed';

/** One message at a time from one queue: a channel of its own with prefetch 1, rebuilt for as long as it takes. */
export class Slot {
  private readonly stopping = new AbortController();
  private consumer?: {
    readonly channel: Channel;
    readonly tag: string;
    readonly lose: (loss: Loss) => void;
  };
  /** Resolves when it is known whether the broker has the consumer that it was asked for. */
  private starting: Promise<void> = Promise.resolve();
  private cancelled?: Promise<unknown>;
  private inFlight: Promise<void> = Promise.resolve();
  private isBusy = false;
  private accepted = 0;
  private supervising?: Promise<void>;

  constructor(private readonly options: SlotOptions) {}

  start(): void {
    this.supervising ??= this.supervise();
  }

  /** Whether it has a message in hand. */
  get isHandling(): boolean {
    return this.isBusy;
  }

  /** Whether the broker has this consumer. */
  get isConsuming(): boolean {
    return this.consumer !== undefined;
  }

  /** No more deliveries; the one in flight goes on, and its channel stays open for the acknowledgement. */
  async cancel(): Promise<void> {
    this.stopping.abort();
    // The broker may have it already: what is given back from now on would come to it.
    await inTime(this.starting, 'starting a consumer', 5_000).catch(() => undefined);
    await this.cancelConsumer();
  }

  private async cancelConsumer(): Promise<void> {
    const { consumer } = this;
    if (!consumer) return;
    await (this.cancelled ??= Promise.resolve()
      .then(() => inTime(consumer.channel.cancel(consumer.tag), 'cancelling a consumer', 5_000))
      .catch(() => undefined)); // a channel that is gone delivers nothing either
  }

  /** Consumes anew on a channel of its own, as soon as the message in flight is settled. */
  async renew(): Promise<void> {
    const { consumer } = this;
    while (this.isBusy) await this.inFlight;
    if (consumer === this.consumer) consumer?.lose('renewed');
  }

  /** Resolves when the message in flight is settled. */
  async idle(): Promise<void> {
    await this.inFlight;
  }

  async close(): Promise<void> {
    await this.cancel();
    const { consumer } = this;
    if (consumer) {
      await closeQuietly(consumer.channel);
      consumer.lose({ reason: 'the slot was closed' }); // a broker that does not answer does not say so either
    }
    await this.supervising;
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const connection = await this.options.connected(signal);
        // A handler whose channel was lost still counts: one message at a time.
        await this.inFlight;
        const loss = await this.consume(connection, () => (attempt = 0));
        if (signal.aborted) return;
        if (loss === 'renewed') continue;
        this.options.logger.warn({ queue: this.options.queue, ...loss }, 'lost a consumer');
      } catch (error) {
        if (signal.aborted) return;
        this.options.logger.warn(
          { queue: this.options.queue, reason: toAppError(error).message },
          'could not consume',
        );
      }
      this.options.onLost();
      await sleep(backoffMs(attempt), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when the consumer is lost. */
  private async consume(connection: ChannelModel, onConsuming: () => void): Promise<Loss> {
    const channel = await inTime(connection.createChannel(), 'opening a channel');
    let isOpen = true;
    channel.on('close', () => (isOpen = false));
    const lost = Promise.withResolvers<Loss>();
    const started = Promise.withResolvers<void>();
    const watching = new AbortController();
    channel.on('error', (error) => lost.resolve({ reason: error.message }));
    channel.on('close', () => lost.resolve({ reason: 'the channel was closed' }));
    try {
      await inTime(channel.prefetch(1), 'setting the prefetch');
      if (this.stopping.signal.aborted) return { reason: 'the slot was closed' };
      this.starting = started.promise;
      const { consumerTag } = await inTime(
        channel.consume(this.options.queue, (message) => {
          if (message)
            this.accept(
              message,
              receiptFor(message, channel, () => isOpen),
            );
          else lost.resolve({ reason: 'the broker cancelled the consumer' }); // the queue was deleted, or its node is gone
        }),
        'starting a consumer',
      );
      this.consumer = { channel, tag: consumerTag, lose: lost.resolve };
      started.resolve();
      if (this.stopping.signal.aborted) {
        await this.cancelConsumer();
        await this.inFlight;
        return { reason: 'the slot was closed' };
      }
      onConsuming();
      void this.untilForgotten(channel, watching.signal).then(lost.resolve);
      return await lost.promise;
    } finally {
      started.resolve();
      watching.abort();
      this.consumer = undefined;
      const closed = closeQuietly(channel);
      // What was acknowledged on it has arrived when it is closed; the connection goes next, on a way of its own.
      if (this.stopping.signal.aborted) await closed;
    }
  }

  private accept(message: ConsumeMessage, receipt: Receipt): void {
    // Sent before the broker knew that we stop.
    if (this.stopping.signal.aborted) receipt.giveBack();
    else {
      this.accepted += 1;
      this.isBusy = true;
      this.inFlight = this.options.handle(message, receipt).finally(() => (this.isBusy = false));
    }
  }

  /**
   * Resolves when messages wait in the queue and none of them is delivered, or when the broker has fewer consumers there
   * than we started: 3.10.8 leaves consumers without a word when a queue is deleted and declared again by somebody else.
   * And resolves after a while without a message: 3.10.8 also keeps such consumers, as if they were those of the new queue,
   * and what it checks out to them never comes. The queue then looks as it should, with as many consumers and nothing
   * ready; only a consumer that ends gives the message back.
   */
  private async untilForgotten(channel: Channel, signal: AbortSignal): Promise<Loss> {
    const { idleCheckMs = IDLE_CHECK_MS, idleChecks = IDLE_CHECKS } = this.options;
    const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    for (let idle = 0; !signal.aborted;) {
      const before = this.accepted;
      await pause(idleCheckMs);
      const isIdle = () => !signal.aborted && !this.isBusy && this.accepted === before;
      const isForgotten = async () => isIdle() && (await this.isUnknown(channel)) && isIdle();
      if (await isForgotten()) {
        await pause(LOOK_AGAIN_MS);
        if (await isForgotten()) return { reason: 'the broker forgot the consumer' };
      }
      idle = isIdle() ? idle + 1 : 0;
      if (idle >= idleChecks) return 'renewed';
    }
    return { reason: 'no longer watched' };
  }

  private async isUnknown(channel: Channel): Promise<boolean> {
    const { queue, slots = 1 } = this.options;
    try {
      const found = await inTime(channel.checkQueue(queue), 'looking at a queue');
      return found.messageCount > 0 || found.consumerCount < slots;
    } catch (error) {
      return error instanceof AppError; // no answer; a channel that is closing says so itself
    }
  }
}

function receiptFor(message: ConsumeMessage, channel: Channel, isOpen: () => boolean): Receipt {
  let isSettled = false;
  const settle = (how: () => void) => {
    if (isSettled || !isOpen()) return false;
    isSettled = true;
    try {
      how();
      return true;
    } catch {
      return false; // The channel is closing. What was to be acknowledged comes again; `HandledCopies` knows it.
    }
  };
  return {
    get isValid() {
      return isOpen();
    },
    acknowledge: () => settle(() => channel.ack(message)),
    giveBack: () => void settle(() => channel.nack(message)),
    reject: () => void settle(() => channel.reject(message, true)),
  };
}

async function closeQuietly(channel: Channel): Promise<void> {
  await Promise.resolve()
    .then(() => inTime(channel.close(), 'closing a channel', 3_000))
    .catch(() => undefined); // closed already, or there is no answer
}
