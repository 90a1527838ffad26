import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope, PipelineRow, ServiceName } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { metrics } from '@meeting-intelligence/metrics';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { ChannelModel } from 'amqplib';
import { encodeEvent, type ClaimStore } from '../claim-check.js';
import type { MessagingConfig } from '../config.js';
import { EventBus, type QueueCounts, type SlotCounts, type Subscription } from '../event-bus.js';
import { headerNames } from '../message/headers.js';
import { deadQueueName, exchangeNames, queueName, tierName } from '../queue-names.js';
import { SupervisedConnection } from './connection.js';
import { countReady, lookAt } from './count-ready.js';
import { DeclaredTopology } from './declared-topology.js';
import { DeliveryDesk } from './delivery-desk.js';
import { Publisher, type OutgoingMessage } from './publisher.js';
import { Slot } from './slot.js';
import { describeTopology } from './topology.js';

export interface RabbitMqEventBusOptions {
  readonly logger: Logger;
  /** Who we are, for dead letters and the broker's list of connections. */
  readonly service: { readonly name: string; readonly version: string };
  /** Without one, events of any size travel in the message. */
  readonly claimStore?: ClaimStore;
  /** Default: the whole pipeline. */
  readonly pipeline?: readonly PipelineRow[];
  /** How long a publish waits for a connection, and then for its confirm. */
  readonly publishTimeoutMs?: number;
  /** How often a consumer without a message asks whether any wait. */
  readonly idleCheckMs?: number;
}

export type RabbitMqConfig = Omit<MessagingConfig, 'HANDLER_TIMEOUT_MS'>;

/** After the grace period: time for copies to be confirmed. */
const REQUEUE_MS = 5_000;

/** Connects at once, and again whenever the connection is lost. Nothing here throws because there is no broker yet. */
export function createRabbitMqEventBus(config: RabbitMqConfig, options: RabbitMqEventBusOptions): EventBus {
  return new RabbitMqEventBus(config, options);
}

class RabbitMqEventBus extends EventBus {
  // Two connections: a broker in alarm stops reading from the one that publishes, and acknowledgements have to pass.
  private readonly publishing: SupervisedConnection;
  private readonly consuming: SupervisedConnection;
  private readonly publisher: Publisher;
  private readonly desk: DeliveryDesk;
  private readonly topology: DeclaredTopology;
  /** By work queue, without the prefix. */
  private readonly slotsOf = new Map<string, Slot[]>();
  private drained?: Promise<void>;
  private closed?: Promise<void>;

  constructor(
    private readonly config: RabbitMqConfig,
    private readonly options: RabbitMqEventBusOptions,
  ) {
    super();
    const { logger, service } = options;
    const delays = {
      prefix: config.QUEUE_PREFIX,
      retryDelaysMs: config.RETRY_DELAYS_MS,
      deferDelaysMs: config.DEFER_DELAYS_MS,
    };
    this.publishing = new SupervisedConnection(config.AMQP_URL, `${service.name} publisher`, logger);
    this.consuming = new SupervisedConnection(config.AMQP_URL, `${service.name} consumer`, logger);
    const topology = describeTopology({ ...delays, pipeline: options.pipeline });
    this.topology = new DeclaredTopology(this.consuming, topology, logger);
    const timeoutMs = options.publishTimeoutMs ?? 10_000;
    this.publisher = new Publisher(this.publishing, {
      prefix: config.QUEUE_PREFIX,
      topologyIsReady: () => this.topology.isDeclared,
      onMissing: () => this.topology.declareAgain(),
      timeoutMs,
      logger,
    });
    this.desk = new DeliveryDesk({
      ...delays,
      identity: { service: service.name, version: service.version },
      publisher: this.publisher,
      onQueueMissing: () => this.topology.declareAgain(),
      logger,
    });
    this.consuming.start();
    this.publishing.start();
  }

  override async publish(events: readonly Envelope[]): Promise<void> {
    const messages = await Promise.all(events.map((event) => this.messageOf(event)));
    try {
      await this.publisher.send(messages);
    } catch (error) {
      // An event of the pipeline has a queue; if it has not, somebody deleted it. The next try finds it again.
      const isUnroutable = error instanceof AppError && error.code === 'EVENT_UNROUTABLE';
      if (isUnroutable && events.some(({ type }) => this.topology.hasQueueFor(type)))
        this.topology.declareAgain();
      throw error;
    }
  }

  override subscribe({ service, types, deliver }: Subscription): void {
    for (const type of types) {
      const queue = queueName(service, type);
      const slots: Slot[] = [];
      const onLost = () => {
        this.topology.declareAgain();
        // Of the consumers of a queue that was deleted the broker tells some, and goes on checking messages out to others.
        for (const slot of slots) void slot.renew();
      };
      for (let slot = 0; slot < this.config.CONCURRENCY; slot += 1) {
        slots.push(
          new Slot({
            queue: this.config.QUEUE_PREFIX + queue,
            connected: (signal) => this.topology.connected(signal),
            onLost,
            handle: (message, receipt) => this.desk.handle(queue, deliver, message, receipt),
            logger: this.options.logger,
            idleCheckMs: this.options.idleCheckMs,
            slots: this.config.CONCURRENCY,
          }),
        );
      }
      this.slotsOf.set(queue, slots);
    }
    for (const slot of this.consumers) slot.start();
  }

  override async waiting(service: ServiceName, type: string): Promise<number> {
    const model = this.modelToLookBy();
    const queue = this.config.QUEUE_PREFIX + queueName(service, type);
    // The work queue last: it is where the others lead.
    return countReady(model, [...this.tiersOf(queue), queue]);
  }

  override async counts(): Promise<readonly QueueCounts[]> {
    const model = this.modelToLookBy();
    const prefix = this.config.QUEUE_PREFIX;
    const queues = this.topology.workQueues;
    const families = queues.map((queue) => [deadQueueName(queue), ...this.tiersOf(queue), queue]);
    const found = await lookAt(model, families.flat());
    return queues.map((queue) => ({
      queue: queue.slice(prefix.length),
      ready: found.get(queue)?.messageCount,
      delayed: sumOf(this.tiersOf(queue).map((tier) => found.get(tier)?.messageCount)),
      consumers: found.get(queue)?.consumerCount,
      dead: found.get(deadQueueName(queue))?.messageCount,
    }));
  }

  override slots(): readonly SlotCounts[] {
    return [...this.slotsOf].map(([queue, slots]) => ({
      queue,
      all: slots.length,
      busy: slots.filter((slot) => slot.isHandling).length,
    }));
  }

  override topologyState(): { readonly ready: boolean; readonly reason?: string } {
    return this.topology.isDeclared ? { ready: true } : { ready: false, reason: this.topology.fault };
  }

  override readiness(): { readonly ready: boolean; readonly reason?: string } {
    const reason = this.whyNotReady();
    return reason === undefined ? { ready: true } : { ready: false, reason };
  }

  override drain(gracePeriodMs: number): Promise<void> {
    return (this.drained ??= this.drainOnce(gracePeriodMs));
  }

  override close(): Promise<void> {
    return (this.closed ??= this.closeOnce());
  }

  private get consumers(): readonly Slot[] {
    return [...this.slotsOf.values()].flat();
  }

  /** Full names of the delay queues that lead back to a work queue. */
  private tiersOf(queue: string): readonly string[] {
    return [
      ...this.config.RETRY_DELAYS_MS.map((delayMs) => tierName(queue, 'retry', delayMs)),
      ...this.config.DEFER_DELAYS_MS.map((delayMs) => tierName(queue, 'defer', delayMs)),
    ];
  }

  private modelToLookBy(): ChannelModel {
    const model = this.consuming.current;
    if (!model || !this.topology.isDeclared)
      throw new AppError('BROKER_UNAVAILABLE', 'the queues cannot be looked at: not connected to the broker');
    return model;
  }

  private whyNotReady(): string | undefined {
    if (this.drained) return 'the process is stopping';
    if (!this.consuming.current || !this.publishing.current) return 'there is no connection to the broker';
    if (!this.topology.isDeclared) return this.topology.fault;
    const waiting = this.consumers.filter((slot) => !slot.isConsuming).length;
    if (waiting > 0) return `${waiting} of ${this.consumers.length} consumers are not started`;
    return this.publisher.isReady ? undefined : 'the broker takes no messages at the moment';
  }

  private async drainOnce(gracePeriodMs: number): Promise<void> {
    await Promise.all(this.consumers.map((slot) => slot.cancel()));
    const idle = Promise.all(this.consumers.map((slot) => slot.idle()));
    if (await settledWithin(idle, gracePeriodMs)) return;
    this.interrupt(gracePeriodMs);
    await settledWithin(idle, REQUEUE_MS);
  }

  private interrupt(gracePeriodMs: number): void {
    const busy = this.slots().filter((slots) => slots.busy > 0);
    metrics.workerDrainAborted.add();
    this.options.logger.warn(
      {
        handlers: busy.reduce((sum, slots) => sum + slots.busy, 0),
        queues: busy.map(({ queue }) => queue),
        grace_period_ms: gracePeriodMs,
      },
      'handlers are interrupted: the grace period is over',
    );
    this.desk.abort();
  }

  private async closeOnce(): Promise<void> {
    await this.drain(this.config.GRACE_PERIOD_MS);
    this.desk.abort();
    await Promise.all(this.consumers.map((slot) => slot.close()));
    this.publisher.close();
    await Promise.all([this.consuming.close(), this.publishing.close()]);
  }

  private async messageOf(event: Envelope): Promise<OutgoingMessage> {
    return {
      event,
      exchange: this.config.QUEUE_PREFIX + exchangeNames.events,
      routingKey: event.type,
      body: await encodeEvent(event, this.config.CLAIM_CHECK_BYTES, this.options.claimStore),
      headers: {
        [headerNames.jobId]: event.subject,
        [headerNames.copy]: randomUUID(),
      },
      properties: {
        contentType: 'application/cloudevents+json',
        messageId: event.id,
        type: event.type,
        appId: event.source,
        timestamp: Math.floor(Date.parse(event.time) / 1_000),
      },
    };
  }
}

/** Not known where one of them is not. */
function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
}

async function settledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timeout = new AbortController();
  try {
    const late = sleep(timeoutMs, false, { signal: timeout.signal }).catch(() => false);
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    timeout.abort();
  }
}
