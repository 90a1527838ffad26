import { pipeline as wholePipeline, type PipelineRow } from '@meeting-intelligence/contracts';
import { deadQueueName, exchangeNames, queueName, tierName } from '../queue-names.js';

export interface TopologyOptions {
  readonly prefix: string;
  readonly retryDelaysMs: readonly number[];
  readonly deferDelaysMs: readonly number[];
  /** Default: the whole pipeline. */
  readonly pipeline?: readonly PipelineRow[];
}

export interface QueueDeclaration {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Binding {
  readonly queue: string;
  readonly exchange: string;
  readonly key: string;
}

/**
 * Everything the pipeline needs on the broker, as layers: each is complete before the next begins, targets before
 * sources. A dead letter that finds no binding waits for minutes even after the binding is there (179 s measured),
 * and one of an at-most-once queue is lost.
 */
export interface Topology {
  readonly deadQueues: readonly QueueDeclaration[];
  readonly exchanges: readonly { readonly name: string; readonly type: 'topic' | 'direct' }[];
  readonly deadBindings: readonly Binding[];
  readonly workQueues: readonly QueueDeclaration[];
  readonly workBindings: readonly Binding[];
  readonly tiers: readonly QueueDeclaration[];
}

/**
 * The last resort, for what ends a process before our own code can tell that it is poison (`Quarantine`). Beyond what a
 * message collects that is only there while connections break or others end the process.
 */
const DELIVERY_LIMIT = 20;

export function describeTopology({
  prefix,
  retryDelaysMs,
  deferDelaysMs,
  pipeline = wholePipeline,
}: TopologyOptions): Topology {
  const exchange = (name: keyof typeof exchangeNames) => prefix + exchangeNames[name];
  const work = pipeline.flatMap(({ event, consumedBy }) =>
    consumedBy.map((service) => ({ type: event.type, queue: prefix + queueName(service, event.type) })),
  );
  return {
    // Not unlimited: peeking by get and requeue destroyed a message at the default limit on the 21st peek (4.0.5), and
    // at -1 on the first (3.10.8).
    deadQueues: work.map(({ queue }) => ({
      name: deadQueueName(queue),
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 },
    })),
    // No alternate exchange: with one the broker no longer returns an event that no queue wanted.
    exchanges: [
      { name: exchange('events'), type: 'topic' },
      { name: exchange('return'), type: 'direct' },
      { name: exchange('dead'), type: 'direct' },
    ],
    deadBindings: work.map(({ queue }) => ({
      queue: deadQueueName(queue),
      exchange: exchange('dead'),
      key: queue,
    })),
    workQueues: work.map(({ queue }) => ({
      name: queue,
      arguments: { ...deadLetteringTo(exchange('dead'), queue), 'x-delivery-limit': DELIVERY_LIMIT },
    })),
    workBindings: work.flatMap(({ type, queue }) => [
      { queue, exchange: exchange('return'), key: queue },
      { queue, exchange: exchange('events'), key: type },
    ]),
    // One set for each work queue: in shared ones, what cannot be returned to one queue held up all the others.
    tiers: work.flatMap(({ queue }) => {
      const tier = (kind: 'retry' | 'defer') => (delayMs: number) => ({
        name: tierName(queue, kind, delayMs),
        arguments: { ...deadLetteringTo(exchange('return'), queue), 'x-message-ttl': delayMs },
      });
      return [...retryDelaysMs.map(tier('retry')), ...deferDelaysMs.map(tier('defer'))];
    }),
  };
}

function deadLetteringTo(exchange: string, key: string) {
  return {
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': exchange,
    'x-dead-letter-routing-key': key,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}
