import type { Envelope, ServiceName } from '@meeting-intelligence/contracts';
import type { Outcome } from './outcome.js';

/** A message as a broker hands it over: nothing of it is trusted yet. */
export interface Delivery {
  /** Name of the work queue it came from. */
  readonly queue: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  /** How often this message was handed over before without an outcome. */
  readonly deliveryCount: number;
}

/** Event type → what to do with a delivery of it. Resolves to an outcome and never rejects. */
export type Deliver = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

export interface Subscription {
  readonly service: ServiceName;
  /** Event types, for example `job.submitted.v1`; the queue of each is `<service>.<type>`. */
  readonly types: readonly string[];
  readonly deliver: Deliver;
}

/** One work queue, by its name without the prefix. What belongs to a queue that is not there is undefined. */
export interface QueueCounts {
  readonly queue: string;
  /** Messages that wait in it; not those in hand, nor those in its delay queues. */
  readonly ready?: number;
  /** In the delay queues that lead back to it. */
  readonly delayed?: number;
  /** Of all processes. */
  readonly consumers?: number;
  /** In its dead-letter queue. */
  readonly dead?: number;
}

/** How many messages of a work queue a process can handle at a time, and how many it does. */
export interface SlotCounts {
  readonly queue: string;
  readonly all: number;
  readonly busy: number;
}

/**
 * The broker as the rest of the code sees it. `RabbitMqEventBus` and `InMemoryEventBus` pass the same suite
 * (`test/event-bus.contract.ts`).
 */
export abstract class EventBus {
  /**
   * Resolves when the broker has taken responsibility for every event (confirmed, and routed to at least one queue).
   *
   * @throws AppError EVENT_UNROUTABLE when an event reached no queue
   * @throws AppError EVENT_REFUSED when the broker did not take one: a queue is full
   * @throws AppError BROKER_UNAVAILABLE when there is no connection, or no confirm in time
   */
  abstract publish(events: readonly Envelope[]): Promise<void>;

  /**
   * Starts consuming and keeps consuming through lost connections, closed channels and deleted queues, until
   * `drain`. Resolves at once: a broker that is not up yet is normal. `isReady` tells when the consumers exist.
   */
  abstract subscribe(subscription: Subscription): void;

  /**
   * How many events of this type wait for this service: those ready in its work queue, and those in the delay queues that
   * lead back to it. Not those that a consumer holds; one that is just on its way from queue to queue may be missed, or
   * count twice. All services need the same delays for it.
   *
   * @throws AppError BROKER_UNAVAILABLE when the broker cannot be asked
   */
  abstract waiting(service: ServiceName, type: string): Promise<number>;

  /**
   * Every work queue of the pipeline, of other services too.
   *
   * @throws AppError BROKER_UNAVAILABLE when the broker cannot be asked
   */
  abstract counts(): Promise<readonly QueueCounts[]>;

  /** Those of this process, of each queue that it consumes. */
  abstract slots(): readonly SlotCounts[];

  /** Whether all queues are declared; with the reason where not. */
  abstract topologyState(): { readonly ready: boolean; readonly reason?: string };

  /** Whether the broker has all consumers asked for; with the reason where not. */
  abstract readiness(): { readonly ready: boolean; readonly reason?: string };

  /**
   * Takes no more deliveries, waits for those in flight to end and be acknowledged; after `gracePeriodMs` aborts
   * their signal and gives them back to their queue without spending an attempt.
   */
  abstract drain(gracePeriodMs: number): Promise<void>;

  /** Drains if nobody did, then closes connections. */
  abstract close(): Promise<void>;
}
