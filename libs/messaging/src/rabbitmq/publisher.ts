import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@meeting-intelligence/contracts';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';
import { backoffMs } from '../backoff.js';
import { inSendSpan } from '../message-spans.js';
import { headerNames } from '../message/headers.js';
import { measuringSend } from '../middleware/measure.js';
import { inTime } from './in-time.js';
import type { SupervisedConnection } from './connection.js';

export interface OutgoingMessage {
  /** What it tells, where it is news: its publishing has a span. A copy of a message goes on with the context it has. */
  readonly event?: Envelope;
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  /** `x-copy` names this publish: the broker's return is matched by it. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Omit<
    Options.Publish,
    'headers' | 'mandatory' | 'deliveryMode' | 'persistent' | 'CC' | 'BCC'
  >;
}

export interface PublisherOptions {
  /** Of all exchanges and queues. */
  readonly prefix: string;
  readonly topologyIsReady: () => boolean;
  /** An exchange to publish to is not there. */
  readonly onMissing: () => void;
  /** How long a message waits for a channel, and then for its confirm. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** What amqplib calls a message that the broker refused (`basic.nack`). */
const NACKED = 'message nacked';
const NOT_FOUND = 404;
/** A new channel for a refusal at most so often: while a queue is full, every event for it is refused. */
const YOUNG_MS = 1_000;

/** Publishes on a confirm channel of its own connection; each message has to reach a queue and be confirmed. */
export class Publisher {
  private channel?: ConfirmChannel;
  private openedAt = 0;
  /** Makes room for the next channel. */
  private handOver: () => void = () => undefined;
  /** Copies that wait for their confirm, and whether the broker returned them before it. */
  private readonly pending = new Map<string, { returned: boolean }>();
  private closed = false;

  constructor(
    private readonly connection: SupervisedConnection,
    private readonly options: PublisherOptions,
  ) {
    connection.on('up', (model) => void this.keepChannel(model));
    connection.on('down', () => (this.channel = undefined));
  }

  get isReady(): boolean {
    return (
      this.channel !== undefined && this.connection.blocked === undefined && this.options.topologyIsReady()
    );
  }

  /**
   * All in one round of confirms.
   *
   * @throws AppError EVENT_UNROUTABLE, EVENT_REFUSED, BROKER_UNAVAILABLE
   */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const channel = await this.readyChannel().catch((error: unknown) =>
      this.unsent(messages, toAppError(error)),
    );
    const results = await Promise.allSettled(messages.map((message) => this.sendTraced(channel, message)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [toAppError(result.reason)] : [],
    );
    // An event without a queue is the news that somebody has to act on.
    const worst = failures.find(({ code }) => code === 'EVENT_UNROUTABLE') ?? failures[0];
    if (worst) throw worst;
  }

  close(): void {
    this.closed = true;
  }

  /** Without a channel they have no span: whoever publishes tries again, for as long as the broker is away. */
  private async unsent(messages: readonly OutgoingMessage[], error: AppError): Promise<never> {
    const failing = messages.map((message) =>
      measuringSend(this.destinationOf(message), () => Promise.reject(error)),
    );
    await Promise.allSettled(failing);
    throw error;
  }

  private sendTraced(channel: ConfirmChannel, message: OutgoingMessage): Promise<void> {
    const { event, exchange, routingKey, body, headers } = message;
    if (!event) return this.sendOne(channel, message);
    return inSendSpan(event, `${exchange}:${routingKey}`, body.length, (trace) =>
      this.sendOne(channel, { ...message, headers: { ...headers, ...trace } }),
    );
  }

  private sendOne(channel: ConfirmChannel, message: OutgoingMessage): Promise<void> {
    return measuringSend(this.destinationOf(message), () => this.publishConfirmed(channel, message));
  }

  private destinationOf({ exchange, routingKey }: OutgoingMessage): string {
    const { prefix } = this.options;
    const own = (name: string) => name.slice(name.startsWith(prefix) ? prefix.length : 0);
    return [exchange, routingKey].filter(Boolean).map(own).join(':');
  }

  private async publishConfirmed(channel: ConfirmChannel, message: OutgoingMessage): Promise<void> {
    const copy = String(message.headers[headerNames.copy]);
    const state = { returned: false };
    this.pending.set(copy, state);
    const confirmed = Promise.withResolvers<void>();
    const settle = (error: unknown) => (error ? confirmed.reject(error) : confirmed.resolve());
    const headers = { ...message.headers, [headerNames.dueAt]: dueAt(message) };
    const options = { ...message.properties, headers, persistent: true, mandatory: true };
    try {
      channel.publish(message.exchange, message.routingKey, message.body, options, settle);
      await inTime(confirmed.promise, 'publishing', this.options.timeoutMs);
      // The return arrives before the confirm, so it is here by now.
      if (state.returned) {
        throw new AppError(
          'EVENT_UNROUTABLE',
          `expected a queue for ${message.routingKey} on exchange "${message.exchange}", the broker has none`,
        );
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'EVENT_UNROUTABLE') throw error;
      confirmed.promise.catch(() => undefined);
      if (error instanceof Error && error.message === NACKED) throw this.refused(channel, message, error);
      if (error instanceof AppError) this.retire(channel); // no answer in time
      throw unavailable('the broker did not confirm a message', error);
    } finally {
      this.pending.delete(copy);
    }
  }

  private async readyChannel(): Promise<ConfirmChannel> {
    const deadline = performance.now() + this.options.timeoutMs;
    while (!this.closed) {
      if (this.channel && this.isReady) return this.channel;
      if (performance.now() >= deadline) break;
      await sleep(20);
    }
    throw new AppError('BROKER_UNAVAILABLE', `cannot publish: ${this.whyNot()}`);
  }

  private whyNot(): string {
    if (this.closed) return 'the event bus is closed';
    if (!this.connection.current) return 'there is no connection to the broker';
    if (this.connection.blocked) return `the broker takes no messages (${this.connection.blocked})`;
    return this.options.topologyIsReady() ? 'there is no channel' : 'the queues are not declared yet';
  }

  /**
   * On 3.10.8 a channel that was refused for a full queue is refused for ever once the queue's cap is removed, so the
   * next messages take another.
   */
  private refused(channel: ConfirmChannel, { routingKey }: OutgoingMessage, cause: Error): AppError {
    if (performance.now() - this.openedAt > YOUNG_MS) this.retire(channel);
    const what = `the broker refused ${routingKey}: a queue is full or has no leader`;
    return new AppError('EVENT_REFUSED', what, { cause });
  }

  /**
   * A channel that lost a confirm cannot be trusted with the next message. It is closed when what it carries has been
   * answered, or will not be any more.
   */
  private retire(channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    this.handOver();
    const model = this.connection.current;
    void sleep(this.options.timeoutMs, undefined, { ref: false }).then(async () => {
      try {
        await inTime(channel.close(), 'closing a channel');
      } catch (error) {
        if (error instanceof AppError) this.connection.cut(model); // otherwise it is closed already
      }
    });
  }

  private async keepChannel(model: ChannelModel): Promise<void> {
    for (let attempt = 0; this.connection.current === model && !this.closed; attempt += 1) {
      try {
        const channel = await inTime(model.createConfirmChannel(), 'opening a channel');
        attempt = 0;
        await this.untilOver(channel);
      } catch (error) {
        if (error instanceof AppError) this.connection.cut(model);
      }
      await sleep(backoffMs(attempt));
    }
  }

  private async untilOver(channel: ConfirmChannel): Promise<void> {
    const over = Promise.withResolvers<void>();
    channel.once('close', over.resolve);
    this.handOver = over.resolve;
    channel.on('error', (error: Error & { code?: number }) => {
      this.options.logger.warn({ reason: error.message }, 'the broker closed the publishing channel');
      if (error.code === NOT_FOUND) this.options.onMissing();
    });
    channel.on('return', ({ properties }) => {
      const state = this.pending.get(String(properties.headers?.[headerNames.copy]));
      if (state) state.returned = true;
    });
    this.channel = channel;
    this.openedAt = performance.now();
    await over.promise;
    if (this.channel === channel) this.channel = undefined;
  }
}

function unavailable(what: string, cause: unknown): AppError {
  return new AppError('BROKER_UNAVAILABLE', `${what}: ${toAppError(cause).message}`, { cause });
}

/** A message of a delay queue comes to its work queue when it expires. */
function dueAt({ properties }: OutgoingMessage): number {
  return Date.now() + Number(properties.expiration ?? 0);
}
