import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { WrittenPlan } from '../fault-plan.js';
import type { Confirm, OnMessage, Publish } from './amqplib-channel.js';
import type { ArmedFaults } from './armed-faults.js';

/** After the installation's prefix. */
const EVENTS_EXCHANGE = 'pipeline.events';
const COPY_HEADER = 'x-copy';
const DEFAULT_DELAY_MS = 400;

/** Publishes events twice or late, and hands deliveries over late, as often as is armed. */
export class Shuffler {
  private plan: WrittenPlan;
  private random: () => number;

  constructor(private readonly faults: ArmedFaults) {
    this.plan = faults.current;
    this.random = randomFor(this.plan);
  }

  /** The caller hears of the confirm when all copies are confirmed. */
  shuffled(publish: Publish): Publish {
    const { faults } = this;
    const choiceFor = (exchange: string) => this.choiceFor(exchange);
    return function (exchange, routingKey, content, options, confirm) {
      const choice = choiceFor(exchange);
      if (!choice) return publish.call(this, exchange, routingKey, content, options, confirm);
      const { plan, reorderMs, duplicateMs, copy } = choice;
      const confirmed = afterAll(duplicateMs === undefined ? 1 : 2, confirm);
      const sendLater = (fault: 'reorder' | 'duplicate', delayMs: number, changed = options) => {
        setTimeout(() => {
          try {
            publish.call(this, exchange, routingKey, content, changed, confirmed);
            faults.record(plan, { fault, subject: `${exchange} ${routingKey}`, delayMs });
          } catch (error) {
            confirmed(error); // the channel was closed meanwhile
          }
        }, delayMs);
      };
      let hasRoom = true;
      if (reorderMs !== undefined) sendLater('reorder', reorderMs);
      else hasRoom = publish.call(this, exchange, routingKey, content, options, confirmed);
      if (duplicateMs !== undefined) {
        const headers = { ...options?.headers, ...(copy && { [COPY_HEADER]: copy }) };
        sendLater('duplicate', (reorderMs ?? 0) + duplicateMs, { ...options, headers });
      }
      return hasRoom;
    };
  }

  sometimesLate(queue: string, handOver: OnMessage): OnMessage {
    return (message) => {
      const plan = this.current();
      // The end of a consumer, which is no message, is never late.
      if (!message || this.random() >= (plan.shuffle?.late ?? 0)) return handOver(message);
      const delayMs = this.delayMs();
      this.faults.record(plan, { fault: 'late', subject: queue, delayMs });
      setTimeout(() => handOver(message), delayMs);
    };
  }

  private choiceFor(exchange: string) {
    const plan = this.current();
    const { duplicate = 0, reorder = 0 } = plan.shuffle ?? {};
    if (!exchange.endsWith(EVENTS_EXCHANGE)) return undefined;
    const isLate = this.random() < reorder;
    const isDouble = this.random() < duplicate;
    if (!isLate && !isDouble) return undefined;
    return {
      plan,
      reorderMs: isLate ? this.delayMs() : undefined,
      duplicateMs: isDouble ? this.delayMs() : undefined,
      copy: this.random() < 0.5 ? randomUUID() : undefined,
    };
  }

  private delayMs(): number {
    return Math.ceil(this.random() * (this.plan.shuffle?.maxDelayMs ?? DEFAULT_DELAY_MS));
  }

  /** Each arming begins its choices anew. */
  private current(): WrittenPlan {
    const plan = this.faults.current;
    if (plan !== this.plan) {
      this.plan = plan;
      this.random = randomFor(plan);
    }
    return plan;
  }
}

function afterAll(count: number, confirm: Confirm | undefined): Confirm {
  let failure: unknown = null;
  let open = count;
  return (error) => {
    failure ??= error;
    open -= 1;
    if (open === 0) confirm?.(failure);
  };
}

function randomFor({ shuffle }: WrittenPlan): () => number {
  // `…/services/ingest/dist/main.js`: services with one seed must not all make the same choices.
  const service = basename(dirname(dirname(process.argv[1] ?? '')));
  const seed = shuffle?.seed ?? 1;
  return mulberry32([...service].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed));
}

/** Small, and the same on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
