import { randomUUID } from 'node:crypto';
import { eventually, type Teardown } from '@meeting-intelligence/testing';
import { expect } from 'vitest';
import {
  createRunner,
  DeadLetterQueues,
  describeDeadLetter,
  headerNames,
  type DeadLetterDescription,
  type DeadMessage,
  type EventBus,
  type Handler,
} from '../src/index.js';
import { startRabbitMq, untilReady, type RabbitMqUnderTest } from './rabbitmq.js';
import { newEvent, silent, submitted } from './support.js';

interface Found {
  readonly letter: DeadLetterDescription;
  readonly message: DeadMessage;
}

/** A bus with short retries on the run's broker, and its dead-letter queues as an operator sees them. */
export async function startWithDeadLetters(teardown: Teardown) {
  const rabbit = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [30, 60] });
  const { config, bus, channel } = rabbit;
  const connectQueues = async (
    options: { perChannel?: number; idleMs?: number; waitForOthersMs?: number } = {},
  ) =>
    teardown.use(
      await DeadLetterQueues.connect(config.AMQP_URL, {
        prefix: config.QUEUE_PREFIX,
        logger: silent,
        ...options,
      }),
    );
  await untilReady(bus);
  /** Straight into the queue, in a known order. */
  const fill = async (count: number): Promise<string[]> => {
    const events = Array.from({ length: count }, () => newEvent());
    for (const event of events)
      channel.publish(
        `${config.QUEUE_PREFIX}pipeline.dead`,
        config.QUEUE_PREFIX + submitted,
        Buffer.from(JSON.stringify(event)),
        {
          persistent: true,
          messageId: event.id,
          headers: { [headerNames.copy]: randomUUID(), [headerNames.jobId]: event.subject },
        },
      );
    const dead = `${config.QUEUE_PREFIX}${submitted}.dead`;
    await eventually(async () => expect((await channel.checkQueue(dead)).messageCount).toBe(count), {
      timeoutMs: 60_000,
    });
    return events.map(({ id }) => id);
  };
  return { ...rabbit, queues: await connectQueues(), connectQueues, fill, subscribe: subscribeOn(rabbit) };
}

function subscribeOn({ config }: RabbitMqUnderTest) {
  return (bus: EventBus, handler: Handler) =>
    bus.subscribe({
      service: 'transcription',
      types: ['job.submitted.v1'],
      deliver: createRunner({
        service: 'transcription',
        bus,
        handlers: new Map([['job.submitted.v1', handler]]),
        onGivenUp: () => [],
        retryDelaysMs: config.RETRY_DELAYS_MS,
        handlerTimeoutMs: 5_000,
        claimCheckBytes: config.CLAIM_CHECK_BYTES,
        logger: silent,
      }),
    });
}

export async function lookAt(queues: DeadLetterQueues, queue: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  const look = await queues.look(queue, ({ message }) =>
    found.push({ letter: describeDeadLetter(message), message }),
  );
  await look?.close();
  return found;
}

export async function ids(queues: DeadLetterQueues): Promise<string[]> {
  return (await lookAt(queues, submitted)).map(({ letter }) => letter.id);
}
