import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  pipeline as wholePipeline,
  type Envelope,
  type PipelineRow,
  type ServiceName,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { metrics } from '@meeting-intelligence/metrics';
import { encodeEvent } from '../claim-check.js';
import { inSendSpan } from '../message-spans.js';
import {
  EventBus,
  type Deliver,
  type Delivery,
  type QueueCounts,
  type SlotCounts,
  type Subscription,
} from '../event-bus.js';
import {
  deadCopy,
  deferredCopy,
  leadingBack,
  retryCopy,
  sameAttemptCopy,
  tellingCalls,
  waitingCopy,
  type Copy,
} from '../message/copies.js';
import { deliveryCountOf, headerNames, type MessageHeaders } from '../message/headers.js';
import { measureCarriedOut } from '../middleware/measure.js';
import type { Outcome } from '../outcome.js';
import { queueName } from '../queue-names.js';

export interface InMemoryEventBusOptions {
  /** Slots of each queue (default 2, as in production). */
  readonly concurrency?: number;
  /** How long a message really waits in place of the delay asked for (default: 1 to 5 ms). */
  readonly waitMs?: (delayMs: number) => number;
  /** Default: the whole pipeline. */
  readonly pipeline?: readonly PipelineRow[];
}

export interface DeadLetter {
  readonly body: Buffer;
  readonly headers: MessageHeaders;
}

interface Message extends DeadLetter {
  readonly deliveryCount: number;
}

/** What the broker keeps under one name. */
interface Queue {
  readonly name: string;
  readonly ready: Message[];
  readonly dead: DeadLetter[];
  deliver?: Deliver;
  inFlight: number;
  delayed: number;
}

/** After the grace period: time for handlers to notice that they are interrupted. */
const REQUEUE_MS = 5_000;

/** A broker without a network for tests of one service: same queues, same outcomes, waits cut to milliseconds. */
export class InMemoryEventBus extends EventBus {
  /** Every event published, in order. */
  readonly published: Envelope[] = [];
  private readonly queues = new Map<string, Queue>();
  private readonly queuesOf = new Map<string, Queue[]>();
  private readonly aborting = new AbortController();
  private readonly timers = new Set<NodeJS.Timeout>();
  private draining = false;
  private fault?: AppError;

  constructor(private readonly options: InMemoryEventBusOptions = {}) {
    super();
    for (const { event, consumedBy } of options.pipeline ?? wholePipeline) {
      const queues = consumedBy.map((service) => newQueue(queueName(service, event.type)));
      this.queuesOf.set(event.type, queues);
      for (const queue of queues) this.queues.set(queue.name, queue);
    }
  }

  override async publish(events: readonly Envelope[]): Promise<void> {
    if (this.fault) throw this.fault;
    const bodies = await Promise.all(
      events.map((event) => encodeEvent(event, Number.POSITIVE_INFINITY, undefined)),
    );
    for (const [index, event] of events.entries()) await this.send(event, bodies[index] ?? Buffer.alloc(0));
    const lost = events.find(({ type }) => !this.queuesOf.get(type)?.length);
    if (lost)
      throw new AppError('EVENT_UNROUTABLE', `expected a queue for ${lost.type}, the pipeline has none`);
  }

  override subscribe({ service, types, deliver }: Subscription): void {
    for (const type of types) {
      const queue = this.queue(queueName(service, type));
      queue.deliver = deliver;
      this.pump(queue);
    }
  }

  override async waiting(service: ServiceName, type: string): Promise<number> {
    if (this.fault) throw this.fault;
    const { ready, delayed } = this.queue(queueName(service, type));
    return ready.length + delayed;
  }

  override async counts(): Promise<readonly QueueCounts[]> {
    if (this.fault) throw this.fault;
    return [...this.queues.values()].map(({ name, ready, delayed, dead, deliver }) => ({
      queue: name,
      ready: ready.length,
      delayed,
      consumers: deliver ? this.concurrency : 0,
      dead: dead.length,
    }));
  }

  override slots(): readonly SlotCounts[] {
    const consumed = [...this.queues.values()].filter(({ deliver }) => deliver);
    return consumed.map(({ name, inFlight }) => ({ queue: name, all: this.concurrency, busy: inFlight }));
  }

  override topologyState(): { readonly ready: boolean } {
    return { ready: true };
  }

  override readiness(): { readonly ready: boolean; readonly reason?: string } {
    return this.draining ? { ready: false, reason: 'the process is stopping' } : { ready: true };
  }

  override async drain(gracePeriodMs: number): Promise<void> {
    this.draining = true;
    const grace = setTimeout(() => {
      metrics.workerDrainAborted.add();
      this.aborting.abort();
    }, gracePeriodMs);
    const giveUpAt = Date.now() + gracePeriodMs + REQUEUE_MS;
    await this.until(
      () => [...this.queues.values()].every(({ inFlight }) => inFlight === 0) || Date.now() > giveUpAt,
    );
    clearTimeout(grace);
  }

  override async close(): Promise<void> {
    await this.drain(0);
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Hands a message over as it is, for what no publisher of ours would send. */
  inject(queue: string, body: Buffer | string, headers: MessageHeaders = {}, deliveryCount = 0): void {
    this.push(this.queue(queue), { body: Buffer.from(body), headers, deliveryCount });
  }

  deadLetters(queue: string): readonly DeadLetter[] {
    return this.queue(queue).dead;
  }

  /** What nobody has taken yet; for a queue of another service, what that service would get. */
  ready(queue: string): readonly DeadLetter[] {
    return this.queue(queue).ready;
  }

  /** Resolves when every consumer has handled everything, retries included. */
  async idle(): Promise<void> {
    await this.until(() =>
      [...this.queues.values()].every(
        (queue) => !queue.deliver || queue.ready.length + queue.inFlight + queue.delayed === 0,
      ),
    );
  }

  /** Every publish, and every look at the queues, fails from now on, until it is called without a fault. */
  failWith(fault?: AppError): void {
    this.fault = fault;
  }

  private send(event: Envelope, body: Buffer): Promise<void> {
    return inSendSpan(event, event.type, body.length, async (trace) => {
      const headers = { ...trace, [headerNames.jobId]: event.subject, [headerNames.copy]: randomUUID() };
      this.published.push(event);
      for (const queue of this.queuesOf.get(event.type) ?? []) {
        this.push(queue, { body, headers, deliveryCount: 0 });
      }
    });
  }

  private get concurrency(): number {
    return this.options.concurrency ?? 2;
  }

  private push(queue: Queue, message: Message): void {
    queue.ready.push({ ...message, headers: { ...message.headers, [headerNames.dueAt]: Date.now() } });
    setImmediate(() => this.pump(queue));
  }

  private pump(queue: Queue): void {
    const { deliver } = queue;
    while (deliver && !this.draining && queue.inFlight < this.concurrency) {
      const message = queue.ready.shift();
      if (!message) return;
      queue.inFlight += 1;
      void this.handle(queue, deliver, message).finally(() => {
        queue.inFlight -= 1;
        this.pump(queue);
      });
    }
  }

  private async handle(queue: Queue, deliver: Deliver, message: Message): Promise<void> {
    const deliveryCount = deliveryCountOf(message.headers, message.deliveryCount);
    const delivery: Delivery = { queue: queue.name, ...message, deliveryCount };
    let outcome: Outcome;
    try {
      outcome = await deliver(delivery, this.aborting.signal);
    } catch {
      this.push(queue, { ...message, deliveryCount: message.deliveryCount + 1 });
      return;
    }
    this.carryOut(queue, delivery, outcome);
    measureCarriedOut(queue.name, outcome);
  }

  private carryOut(queue: Queue, delivery: Delivery, outcome: Outcome): void {
    const telling = (copy: Copy) => leadingBack(tellingCalls(copy, outcome), outcome);
    switch (outcome.kind) {
      case 'ack':
        return;
      case 'retry':
        return this.later(queue, outcome.delayMs, telling(retryCopy(delivery, outcome.failure)));
      case 'wait':
        return this.later(queue, outcome.delayMs, telling(waitingCopy(delivery)));
      case 'defer':
        return this.later(queue, outcome.delayMs, telling(deferredCopy(delivery, outcome)));
      case 'requeue':
        return this.push(queue, {
          ...telling(sameAttemptCopy(delivery, outcome.checkpoint)),
          deliveryCount: 0,
        });
      case 'dead': {
        const service = queue.name.slice(0, queue.name.indexOf('.'));
        queue.dead.push(telling(deadCopy(delivery, outcome.failure, { service, version: 'in-memory' })));
      }
    }
  }

  private later(queue: Queue, delayMs: number, copy: Copy): void {
    const waitMs = this.options.waitMs?.(delayMs) ?? Math.min(delayMs, 1 + Math.random() * 4);
    queue.delayed += 1;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      queue.delayed -= 1;
      this.push(queue, { ...copy, deliveryCount: 0 });
    }, waitMs);
    this.timers.add(timer);
  }

  private queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue)
      throw new Error(
        `expected a queue of the pipeline, got ${name}; there are ${[...this.queues.keys()].join(', ')}`,
      );
    return queue;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(1);
  }
}

function newQueue(name: string): Queue {
  return { name, ready: [], dead: [], inFlight: 0, delayed: 0 };
}
