import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';
import { backoffMs } from '../backoff.js';
import { headerNames } from '../message/headers.js';
import { inTime } from './in-time.js';
import type { SupervisedConnection } from './connection.js';

export interface OutgoingMessage {
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

/** Publishes on a confirm channel of its own connection; each message has to reach a queue and be confirmed. */
export class Publisher {
  private channel?: ConfirmChannel;
  /** Copies that wait for their confirm, and whether the broker returned them before it. */
  private readonly pending = new Map<string, { returned: boolean }>();
  private closed = false;

  constructor(
    private readonly connection: SupervisedConnection,
    private readonly topologyIsReady: () => boolean,
    private readonly timeoutMs: number,
    private readonly logger: Logger,
  ) {
    connection.on('up', (model) => void this.keepChannel(model));
    connection.on('down', () => (this.channel = undefined));
  }

  get isReady(): boolean {
    return this.channel !== undefined && this.connection.blocked === undefined && this.topologyIsReady();
  }

  /**
   * All in one round of confirms.
   *
   * @throws AppError EVENT_UNROUTABLE, BROKER_UNAVAILABLE
   */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const channel = await this.readyChannel();
    const results = await Promise.allSettled(messages.map((message) => this.sendOne(channel, message)));
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

  private async sendOne(channel: ConfirmChannel, message: OutgoingMessage): Promise<void> {
    const copy = String(message.headers[headerNames.copy]);
    const state = { returned: false };
    this.pending.set(copy, state);
    const confirmed = Promise.withResolvers<void>();
    const settle = (error: unknown) => (error ? confirmed.reject(error) : confirmed.resolve());
    const options = { ...message.properties, headers: message.headers, persistent: true, mandatory: true };
    try {
      channel.publish(message.exchange, message.routingKey, message.body, options, settle);
      await inTime(confirmed.promise, 'publishing', this.timeoutMs);
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
      if (error instanceof AppError) this.replace(channel); // no answer in time; a refusal is an answer
      throw unavailable('the broker did not confirm a message', error);
    } finally {
      this.pending.delete(copy);
    }
  }

  private async readyChannel(): Promise<ConfirmChannel> {
    const deadline = Date.now() + this.timeoutMs;
    while (!this.closed) {
      if (this.channel && this.isReady) return this.channel;
      if (Date.now() >= deadline) break;
      await sleep(20);
    }
    throw new AppError('BROKER_UNAVAILABLE', `cannot publish: ${this.whyNot()}`);
  }

  private whyNot(): string {
    if (this.closed) return 'the event bus is closed';
    if (!this.connection.current) return 'there is no connection to the broker';
    if (this.connection.blocked) return `the broker takes no messages (${this.connection.blocked})`;
    return this.topologyIsReady() ? 'there is no channel' : 'the queues are not declared yet';
  }

  /** A channel that lost a confirm cannot be trusted with the next. */
  private replace(channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    try {
      channel.close().catch(() => undefined);
    } catch {
      // closed already; its `close` event has been
    }
  }

  private async keepChannel(model: ChannelModel): Promise<void> {
    for (let attempt = 0; this.connection.current === model && !this.closed; attempt += 1) {
      try {
        const channel = await inTime(model.createConfirmChannel(), 'opening a channel');
        attempt = 0;
        await this.untilClosed(channel);
      } catch (error) {
        if (error instanceof AppError) this.connection.cut();
      }
      await sleep(backoffMs(attempt));
    }
  }

  private async untilClosed(channel: ConfirmChannel): Promise<void> {
    const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
    channel.on('error', (error) =>
      this.logger.warn({ reason: error.message }, 'the broker closed the publishing channel'),
    );
    channel.on('return', ({ properties }) => {
      const state = this.pending.get(String(properties.headers?.[headerNames.copy]));
      if (state) state.returned = true;
    });
    this.channel = channel;
    await closed;
    if (this.channel === channel) this.channel = undefined;
  }
}

function unavailable(what: string, cause: unknown): AppError {
  return new AppError('BROKER_UNAVAILABLE', `${what}: ${toAppError(cause).message}`, { cause });
}
