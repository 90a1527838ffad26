import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@meeting-intelligence/telemetry';
import { connect, type ChannelModel } from 'amqplib';
import { backoffMs } from '../backoff.js';
import { inTime } from './in-time.js';

const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 3_000;
const HEARTBEAT_S = 15;

/**
 * One connection that comes back for ever. A broker that is not up yet is normal.
 * Emits `up` with each new connection and `down` when it is lost.
 */
export class SupervisedConnection extends EventEmitter<{ up: [ChannelModel]; down: [] }> {
  private model?: ChannelModel;
  private blockedReason?: string;
  private readonly closing = new AbortController();
  private supervising?: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly logger: Logger,
  ) {
    super();
  }

  start(): void {
    this.supervising ??= this.supervise();
  }

  /** The live connection, if there is one. */
  get current(): ChannelModel | undefined {
    return this.model;
  }

  /** Why the broker takes nothing from us at the moment (memory or disk alarm). */
  get blocked(): string | undefined {
    return this.blockedReason;
  }

  /**
   * Cuts a connection that does not answer any more; the supervisor makes a new one. Nothing, if it has done so already:
   * an answer is waited for longer than a new connection takes.
   */
  cut(silent: ChannelModel | undefined): void {
    if (silent && silent === this.model)
      socketOf(silent)?.destroy(new Error('given up: the broker did not answer'));
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.model) await closeModel(this.model);
    await this.supervising;
  }

  private async supervise(): Promise<void> {
    const { signal } = this.closing;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const model = await openConnection(this.url, this.name);
        attempt = 0;
        await this.untilLost(model);
      } catch (error) {
        if (!signal.aborted)
          this.logger.warn(
            { connection: this.name, reason: (error as Error).message },
            'no connection to the broker',
          );
      }
      await sleep(backoffMs(attempt), undefined, { signal }).catch(() => undefined);
    }
  }

  private async untilLost(model: ChannelModel): Promise<void> {
    const lost = Promise.withResolvers<Error | undefined>();
    let cause: Error | undefined;
    model.on('error', (error) => (cause = error));
    model.on('close', (error) => lost.resolve(error ?? cause));
    model.on('blocked', (reason) => {
      this.blockedReason = reason;
      this.logger.warn({ connection: this.name, reason }, 'the broker takes no messages at the moment');
    });
    model.on('unblocked', () => (this.blockedReason = undefined));
    // An exception in a listener of ours must not end the process in the middle of the socket's read loop.
    model.on('handler-error', (error) =>
      this.logger.error({ err: error, connection: this.name }, 'a broker event was not handled'),
    );
    if (this.closing.signal.aborted) {
      await closeModel(model);
      return;
    }
    // The broker may have said more in the same packet as that the connection is open: nobody listened then.
    if (socketOf(model)?.writableEnded) throw new Error('the broker closed the connection at once');
    if (isBlocked(model)) this.blockedReason = 'an alarm from before we connected';
    this.model = model;
    this.logger.info({ connection: this.name }, 'connected to the broker');
    this.emit('up', model);
    const error = await lost.promise;
    this.model = undefined;
    this.blockedReason = undefined;
    this.emit('down');
    if (!this.closing.signal.aborted)
      this.logger.warn(
        { connection: this.name, reason: error?.message },
        'lost the connection to the broker',
      );
  }
}

/** One try. Whoever calls it listens for `error` and closes it. */
export function openConnection(url: string, name: string): Promise<ChannelModel> {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  // Without TCP no-delay four hops took 22 jobs a second, with it 350.
  return connect(address.href, {
    noDelay: true,
    keepAlive: true,
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  });
}

async function closeModel(model: ChannelModel): Promise<void> {
  const socket = socketOf(model);
  await inTime(model.close(), 'closing the connection', CLOSE_TIMEOUT_MS).catch(() => undefined);
  socket?.destroy();
}

/** amqplib does not type it. */
function isBlocked({ connection }: ChannelModel): boolean {
  return (connection as { blocked?: boolean }).blocked === true;
}

/** amqplib does not type it, and `close()` waits for an answer that a dead broker never gives. */
function socketOf({ connection }: ChannelModel): Socket | undefined {
  return (connection as { stream?: Socket }).stream;
}
