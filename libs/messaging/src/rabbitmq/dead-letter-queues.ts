import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import type { DeadMessage, MessageProperties } from '../dead-letters/dead-message.js';
import type { Replay } from '../dead-letters/replay.js';
import { deadQueueName, exchangeNames } from '../queue-names.js';
import { openConnection, SupervisedConnection } from './connection.js';
import { inTime } from './in-time.js';
import { Look } from './look.js';
import { Publisher } from './publisher.js';

export interface DeadLetterQueuesOptions {
  readonly prefix: string;
  readonly logger: Logger;
  /** How long a replay waits for its confirm. */
  readonly publishTimeoutMs?: number;
  /** How long to wait for another one who looks at the same queue. */
  readonly waitForOthersMs?: number;
  /** After so long without a message, the rest is held by somebody else. */
  readonly idleMs?: number;
  /** The most messages that one channel holds. */
  readonly perChannel?: number;
}

export interface DeadLetterQueue {
  /** The work queue, without the prefix. */
  readonly queue: string;
  /** Dead letters that nobody holds. */
  readonly ready: number;
  /** Others who look at them. */
  readonly consumers: number;
}

/** A dead letter that is held while a look lasts. */
export interface HeldDeadLetter {
  readonly message: DeadMessage;
  /** Takes it out of the queue for good, once the look is closed; false when it is no longer ours to take. */
  readonly remove: () => boolean;
}

/** The dead-letter queues of an installation, as an operator sees them: the broker is all it needs. */
export class DeadLetterQueues {
  private readonly publishing: SupervisedConnection;
  private readonly publisher: Publisher;

  private constructor(
    private readonly consuming: ChannelModel,
    url: string,
    private readonly options: DeadLetterQueuesOptions,
  ) {
    // Two connections: a broker in alarm stops reading from the one that publishes, and looking has to go on.
    this.publishing = new SupervisedConnection(url, 'dead letters publisher', options.logger);
    this.publisher = new Publisher(this.publishing, {
      prefix: options.prefix,
      topologyIsReady: () => true,
      onMissing: () => undefined, // the services declare it, not an operator
      timeoutMs: options.publishTimeoutMs ?? 10_000,
      logger: options.logger,
    });
  }

  /** @throws AppError BROKER_UNAVAILABLE */
  static async connect(url: string, options: DeadLetterQueuesOptions): Promise<DeadLetterQueues> {
    try {
      const consuming = await openConnection(url, 'dead letters');
      consuming.on('error', () => undefined); // whatever goes on on it rejects
      return new DeadLetterQueues(consuming, url, options);
    } catch (error) {
      throw new AppError(
        'BROKER_UNAVAILABLE',
        `no connection to the broker at ${placeOf(url)}: ${reasonOf(error, url)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Those of the work queues whose dead-letter queue the broker has. */
  async present(queues: readonly string[]): Promise<readonly DeadLetterQueue[]> {
    const found: DeadLetterQueue[] = [];
    for (const queue of queues) {
      const counts = await this.counts(queue);
      if (counts) found.push({ queue, ...counts });
    }
    return found;
  }

  /**
   * Visits everything that is in one dead-letter queue now, from its head to its end, and holds it until the look is
   * closed. Undefined when the queue is gone. Waits a little while others look at the same queue.
   *
   * @throws AppError BROKER_UNAVAILABLE
   */
  async look(queue: string, visit: (letter: HeldDeadLetter) => void): Promise<Look | undefined> {
    const { idleMs, perChannel } = this.options;
    const counts = await this.untilAlone(queue);
    if (!counts) return undefined;
    const fullQueue = this.options.prefix + queue;
    return Look.at(this.consuming, counts.ready, {
      queue: deadQueueName(fullQueue),
      idleMs,
      perChannel,
      visit: ({ message, remove }) => visit({ message: deadMessage(queue, fullQueue, message), remove }),
    });
  }

  /**
   * Back to the one work queue that failed. Resolves when the broker confirmed that it is in that queue.
   *
   * @throws AppError EVENT_UNROUTABLE when that queue is not there; EVENT_REFUSED when it is full; BROKER_UNAVAILABLE
   */
  async publish({ queue, body, headers, properties }: Replay): Promise<void> {
    this.publishing.start();
    const { prefix } = this.options;
    await this.publisher.send([
      { exchange: prefix + exchangeNames.return, routingKey: prefix + queue, body, headers, properties },
    ]);
  }

  async close(): Promise<void> {
    this.publisher.close();
    await Promise.all([
      this.publishing.close(),
      inTime(this.consuming.close(), 'closing the connection', 3_000).catch(() => undefined),
    ]);
  }

  private async untilAlone(queue: string): Promise<{ ready: number; consumers: number } | undefined> {
    const deadline = Date.now() + (this.options.waitForOthersMs ?? 10_000);
    for (;;) {
      const counts = await this.counts(queue);
      if (!counts || counts.consumers === 0 || Date.now() >= deadline) return counts;
      await sleep(100 + Math.random() * 200);
    }
  }

  /** On a channel of its own: a queue that is not there closes it. */
  private async counts(queue: string): Promise<{ ready: number; consumers: number } | undefined> {
    const name = deadQueueName(this.options.prefix + queue);
    try {
      const channel = await inTime(this.consuming.createChannel(), 'opening a channel');
      channel.on('error', () => undefined); // the call that caused it rejects
      const { messageCount, consumerCount } = await inTime(channel.checkQueue(name), `looking at ${name}`);
      await inTime(channel.close(), 'closing a channel');
      return { ready: messageCount, consumers: consumerCount };
    } catch (error) {
      if ((error as { code?: unknown }).code === 404) return undefined;
      if (error instanceof AppError) throw error;
      throw new AppError('BROKER_UNAVAILABLE', `cannot look at ${name}: ${toAppError(error).message}`, {
        cause: error,
      });
    }
  }
}

/** amqplib types properties as `any`; it gives null for a header that is not there. */
function deadMessage(queue: string, fullQueue: string, { content, properties }: ConsumeMessage): DeadMessage {
  const { contentType, contentEncoding, correlationId, messageId, timestamp, type, appId } =
    properties as MessageProperties;
  const headers: Record<string, unknown> = properties.headers ?? {};
  return {
    queue,
    fullQueue,
    body: content,
    headers,
    properties: { contentType, contentEncoding, correlationId, messageId, timestamp, type, appId },
  };
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + (pathname === '/' ? '' : pathname);
}

function reasonOf(error: unknown, url: string): string {
  // Node tries every address of a name; the message of such an error is empty.
  const { message, code } = error as NodeJS.ErrnoException;
  const reason = message || code || String(error);
  const { password } = new URL(url);
  return password === '' ? reason : reason.replaceAll(password, '****');
}
