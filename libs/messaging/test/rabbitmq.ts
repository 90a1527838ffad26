import { eventually, testBroker, type Teardown } from '@meeting-intelligence/testing';
import { connect, type Channel } from 'amqplib';
import {
  createRabbitMqEventBus,
  type EventBus,
  type RabbitMqConfig,
  type RabbitMqEventBusOptions,
} from '../src/index.js';
import type { BusUnderTest, StoredMessage } from './event-bus.contract.js';
import { silent, smallPipeline } from './support.js';

export interface RabbitMqUnderTest extends BusUnderTest {
  readonly config: RabbitMqConfig;
  readonly channel: Channel;
  readonly another: (
    config?: Partial<RabbitMqConfig>,
    options?: Partial<RabbitMqEventBusOptions>,
  ) => EventBus;
}

export function configFor(amqpUrl: string, prefix: string): RabbitMqConfig {
  return {
    AMQP_URL: amqpUrl,
    QUEUE_PREFIX: prefix,
    CONCURRENCY: 2,
    RETRY_DELAYS_MS: [100, 200],
    DEFER_DELAYS_MS: [50],
    GRACE_PERIOD_MS: 2_000,
    CLAIM_CHECK_BYTES: 262_144,
  };
}

/** A bus on the run's broker under a prefix of its own, and a second way in to look at what is there. */
export async function startRabbitMq(
  teardown: Teardown,
  overrides: Partial<RabbitMqConfig> = {},
  options: Partial<RabbitMqEventBusOptions> = {},
): Promise<RabbitMqUnderTest> {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const { amqpUrl, prefix } = broker;
  return busOn(teardown, { ...configFor(amqpUrl, prefix), ...overrides }, options);
}

export async function busOn(
  teardown: Teardown,
  config: RabbitMqConfig,
  options: Partial<RabbitMqEventBusOptions> = {},
): Promise<RabbitMqUnderTest> {
  const connection = await connect(config.AMQP_URL);
  connection.on('error', () => undefined);
  teardown.add('second connection', () => connection.close().catch(() => undefined));
  const channel = await connection.createChannel();
  const takeAll = async (queue: string): Promise<readonly StoredMessage[]> => {
    const messages: StoredMessage[] = [];
    for (let got = await channel.get(queue); got; got = await channel.get(queue)) {
      channel.ack(got);
      messages.push({ body: got.content, headers: got.properties.headers ?? {} });
    }
    return messages;
  };
  const another: RabbitMqUnderTest['another'] = (moreConfig, moreOptions) =>
    teardown.use(
      createRabbitMqEventBus(
        { ...config, ...moreConfig },
        {
          logger: silent,
          service: { name: 'transcription', version: '1.2.3' },
          pipeline: smallPipeline,
          ...options,
          ...moreOptions,
        },
      ),
    );
  const bus = another();
  return {
    bus,
    another,
    config,
    channel,
    waiting: (queue) => takeAll(config.QUEUE_PREFIX + queue),
    deadLetters: (queue) => takeAll(`${config.QUEUE_PREFIX}${queue}.dead`),
    inject: async (queue, body, headers) => {
      await untilReady(bus);
      channel.sendToQueue(config.QUEUE_PREFIX + queue, Buffer.from(body), { headers, persistent: true });
    },
  };
}

export async function untilReady(bus: EventBus, timeoutMs = 15_000): Promise<void> {
  await eventually(
    () => {
      const { ready, reason } = bus.readiness();
      if (!ready) throw new Error(`not ready: ${reason}`);
    },
    { timeoutMs },
  );
}
