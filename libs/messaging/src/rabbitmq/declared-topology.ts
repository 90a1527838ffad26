import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ChannelModel } from 'amqplib';
import { backoffMs } from '../backoff.js';
import { assertTopology } from './assert-topology.js';
import type { SupervisedConnection } from './connection.js';
import type { Topology } from './topology.js';

/**
 * Declares everything on each new connection, and again when something turns out to be missing. It does so on the
 * connection that consumes: from the one that publishes, a broker in alarm reads nothing.
 */
export class DeclaredTopology {
  private readonly events = new EventEmitter<{ declared: [] }>().setMaxListeners(0);
  private declaredOn?: ChannelModel;
  private declaring?: Promise<void>;
  private lastFault = 'the queues are not declared yet';
  /** Whoever finds a queue missing goes on: what is done and said about it is not of his job, nor in its trace. */
  private readonly onItsOwn = AsyncLocalStorage.snapshot();

  constructor(
    private readonly connection: SupervisedConnection,
    private readonly topology: Topology,
    private readonly logger: Logger,
  ) {
    connection.on('up', () => void this.declare());
    connection.on('down', () => (this.declaredOn = undefined));
  }

  get isDeclared(): boolean {
    return this.declaredOn !== undefined;
  }

  /** Why it is not declared. */
  get fault(): string {
    return this.lastFault;
  }

  /** Full names. */
  get workQueues(): readonly string[] {
    return this.topology.workQueues.map(({ name }) => name);
  }

  /** Whether there should be a queue for events of this type. */
  hasQueueFor(type: string): boolean {
    return this.topology.workBindings.some(({ key }) => key === type);
  }

  /** The connection, once everything is declared on it. */
  async connected(signal: AbortSignal): Promise<ChannelModel> {
    while (!this.declaredOn) await once(this.events, 'declared', { signal });
    return this.declaredOn;
  }

  /** A queue may have been deleted: it is made again, with its bindings. */
  declareAgain(): void {
    if (!this.connection.current || this.declaring) return;
    this.declaredOn = undefined;
    void this.onItsOwn(() => this.declare());
  }

  private declare(): Promise<void> {
    return (this.declaring ??= this.declareUntilDone().finally(() => (this.declaring = undefined)));
  }

  private async declareUntilDone(): Promise<void> {
    let model: ChannelModel | undefined;
    for (let attempt = 0; (model = this.connection.current) && model !== this.declaredOn; attempt += 1) {
      try {
        await assertTopology(model, this.topology);
        if (this.connection.current !== model) continue;
        this.declaredOn = model;
        this.events.emit('declared');
      } catch (error) {
        const reason = toAppError(error).message;
        this.lastFault = `the queues could not be declared: ${reason}`;
        // A queue of that name with other arguments (406) stays as it is: somebody has to know.
        if (this.connection.current === model)
          this.logger.error({ reason }, 'the queues could not be declared');
        if (error instanceof AppError) this.connection.cut(model); // it does not answer
        await sleep(backoffMs(Math.min(attempt, 4)));
      }
    }
  }
}
