import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { inTime } from './in-time.js';

export interface LookOptions {
  /** Full name, with the prefix. */
  readonly queue: string;
  /** Called once for each message that was there at the start, in their order. It may keep the message. */
  readonly visit: (message: HeldMessage) => void;
  /** After so long without a message, the rest is held by somebody else; sooner where others are seen to be there. */
  readonly idleMs?: number;
  /** The most that the broker gives to one consumer. */
  readonly perChannel?: number;
}

export interface HeldMessage {
  readonly message: ConsumeMessage;
  /** Takes it out of the queue for good, once the look is closed; false when it is no longer ours to take. */
  readonly remove: () => boolean;
}

interface Held {
  readonly channel: Channel;
  readonly consumerTag: string;
  isOpen: boolean;
  delivered: number;
  removed: number;
}

const MOST_UNACKNOWLEDGED = 65_535;
const IDLE_MS = 15_000;
const IDLE_AMONG_OTHERS_MS = 1_000;
/** Shorter while others take what is given back. */
const GIVE_BACK_MS = { alone: 30_000, amongOthers: 3_000 };

/**
 * Everything that is in a queue, held unacknowledged by one consumer until `close` gives back what was not removed.
 *
 * One consumer, closed with its channel, is the only way that keeps the order. Measured on 3.10.8 with 20,000 messages:
 * `nack` returns them shuffled, several consumers return their shares in any order, and a look that stops half-way puts
 * what it saw behind what it did not (returned messages come first, in the order in which they were returned). So a look
 * always goes to the end. `basic.get` is one round trip for each message. Bodies are handed on and not kept.
 */
export class Look {
  private readonly held: Held[] = [];
  private readonly ended = Promise.withResolvers<void>();
  private lastMessageAt = Date.now();
  private seenCount = 0;
  private fault?: AppError;

  /** @param expected how many there are; what arrives meanwhile is not looked at */
  private constructor(
    private readonly connection: ChannelModel,
    readonly expected: number,
    private readonly options: LookOptions,
  ) {
    this.ended.promise.catch(() => undefined);
  }

  /** Resolves when everything was visited, or when nothing more came for a while (`missing` tells). */
  static async at(connection: ChannelModel, expected: number, options: LookOptions): Promise<Look> {
    const look = new Look(connection, expected, options);
    if (expected > 0) await look.toTheEnd();
    return look;
  }

  /** How many of the expected ones somebody else holds. */
  get missing(): number {
    return this.expected - this.seenCount;
  }

  /** Whether what is held is still ours. */
  get isOpen(): boolean {
    return this.fault === undefined && this.held.every(({ isOpen }) => isOpen);
  }

  /**
   * Resolves when all that was removed is gone and the rest is back in the queue.
   *
   * @throws AppError BROKER_UNAVAILABLE when the channel was lost: what was removed may come back
   */
  async close(): Promise<void> {
    // Of 500 acknowledgements, the closing of their channel overtook 125 on 3.10.8 and 467 on 4.0.5 (measured): the broker
    // keeps them back while the queue is busy. A cancelled consumer has them all carried out. And what one channel gives
    // back must not go to the next one, which has room for it.
    if (this.held.length > 1 || this.held.some(({ removed }) => removed > 0))
      await Promise.all(this.held.map((held) => cancel(held)));
    let given = 0;
    for (const held of this.held) {
      if (!held.isOpen) {
        this.fault ??= lost('the channel was closed');
        continue;
      }
      held.isOpen = false;
      await inTime(held.channel.close(), 'closing a channel').catch((error: unknown) => {
        this.fault ??= lost(toAppError(error).message);
      });
      given += held.delivered - held.removed;
      await this.untilReady(given);
    }
    this.held.length = 0;
    if (this.fault) throw this.fault;
  }

  private async toTheEnd(): Promise<void> {
    const idleMs = this.options.idleMs ?? IDLE_MS;
    const watching = new AbortController();
    try {
      await this.openChannel();
      void this.endWhenIdle(idleMs, watching.signal);
      await this.ended.promise;
    } catch (error) {
      await this.close().catch(() => undefined);
      throw error;
    } finally {
      watching.abort();
    }
  }

  private async endWhenIdle(idleMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(Math.min(250, idleMs), undefined, { signal }).catch(() => undefined);
      const idleForMs = Date.now() - this.lastMessageAt;
      const isOver = idleForMs > idleMs || (idleForMs > IDLE_AMONG_OTHERS_MS && (await this.hasOthers()));
      if (isOver) this.ended.resolve();
    }
  }

  private async hasOthers(): Promise<boolean> {
    const { consumerCount } = await this.counts().catch(() => ({ consumerCount: 0 }));
    return consumerCount > this.held.length;
  }

  private async openChannel(): Promise<void> {
    try {
      await this.consume();
    } catch (error) {
      throw lost(toAppError(error).message);
    }
  }

  private async consume(): Promise<void> {
    const { queue, perChannel = MOST_UNACKNOWLEDGED } = this.options;
    const channel = await inTime(this.connection.createChannel(), 'opening a channel');
    const consumerTag = randomUUID();
    const held: Held = { channel, consumerTag, isOpen: true, delivered: 0, removed: 0 };
    this.held.push(held);
    const lose = (reason: string) => {
      if (!held.isOpen) return;
      held.isOpen = false;
      this.fault ??= lost(reason);
      this.ended.reject(this.fault);
    };
    channel.on('error', (error) => lose(error.message));
    channel.on('close', () => lose('the channel was closed'));
    await inTime(channel.prefetch(perChannel), 'setting the prefetch');
    await inTime(
      channel.consume(
        queue,
        (message) => {
          if (!message) lose('the queue was deleted, or its node is gone');
          else this.accept(held, message, perChannel);
        },
        { consumerTag },
      ),
      `looking at ${queue}`,
    );
    this.lastMessageAt = Date.now();
  }

  private accept(held: Held, message: ConsumeMessage, perChannel: number): void {
    held.delivered += 1;
    this.lastMessageAt = Date.now();
    if (this.seenCount >= this.expected) return;
    this.seenCount += 1;
    const { deliveryTag } = message.fields; // whoever keeps `remove` does not keep the body
    try {
      this.options.visit({ message, remove: () => remove(held, deliveryTag) });
    } catch (error) {
      this.ended.reject(error);
      return;
    }
    if (this.seenCount === this.expected) this.ended.resolve();
    // A consumer cannot hold more; the next one goes on behind it.
    else if (held.delivered === perChannel)
      this.openChannel().catch((error: unknown) => this.ended.reject(error as Error));
  }

  /** The broker gives back after it answered. Whoever looks next is to find everything. */
  private async untilReady(count: number): Promise<void> {
    const startedAt = Date.now();
    for (;;) {
      const { messageCount, consumerCount } = await this.counts();
      const patienceMs = GIVE_BACK_MS[consumerCount === 0 ? 'alone' : 'amongOthers'];
      if (messageCount >= count || Date.now() - startedAt > patienceMs) return;
      await sleep(20);
    }
  }

  private async counts(): Promise<{ messageCount: number; consumerCount: number }> {
    const channel = await inTime(this.connection.createChannel(), 'opening a channel');
    channel.on('error', () => undefined); // the call that caused it rejects
    const counts = await inTime(channel.checkQueue(this.options.queue), 'looking at a queue');
    await inTime(channel.close(), 'closing a channel');
    return counts;
  }
}

async function cancel({ channel, consumerTag, isOpen }: Held): Promise<void> {
  try {
    if (isOpen) await inTime(channel.cancel(consumerTag), 'cancelling a consumer');
  } catch {
    // The channel is closing; `close` finds out.
  }
}

function remove(held: Held, deliveryTag: number): boolean {
  if (!held.isOpen) return false;
  try {
    held.channel.ack({ fields: { deliveryTag } } as ConsumeMessage); // reads nothing else
    held.removed += 1;
    return true;
  } catch {
    return false; // closing
  }
}

function lost(reason: string): AppError {
  return new AppError('BROKER_UNAVAILABLE', `lost the messages that were looked at: ${reason}`);
}
