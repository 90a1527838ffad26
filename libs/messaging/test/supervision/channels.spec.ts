// The broker closes one channel of ours, or takes away what it leads to: the others go on, and it comes back.
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { connect, type Channel, type ConfirmChannel } from 'amqplib';
import { afterEach, expect, test, vi } from 'vitest';
import { exchangeNames } from '../../src/index.js';
import { startRabbitMq, untilReady } from '../rabbitmq.js';
import { ack, eventIn, failure, gate, newEvent, recorder, submitted } from '../support.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];

test.each<[string, (channel: Channel) => unknown]>([
  ['406', (channel) => channel.ack({ fields: { deliveryTag: 9_999 } } as Parameters<Channel['ack']>[0])],
  ['404', (channel) => channel.checkQueue('no-such-queue').catch(() => undefined)],
])(
  'a slot whose channel the broker closes (%s) gets another; the other slot and the connection go on',
  async (code, provoke) => {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line));
    const logger = createLogger({ name: 'transcription', version: '0' }, 'info', { write });
    const rabbitMq = await startRabbitMq(teardown, {}, { logger });
    const { bus, channel, config } = rabbitMq;
    const { entered, enter, opened, open } = gate();
    const slots = await slotChannels(config.AMQP_URL);
    const handled: string[] = [];
    bus.subscribe({
      service: 'transcription',
      types,
      deliver: async (delivery) => {
        handled.push(eventIn(delivery).id);
        if (handled.length === 1) {
          enter();
          await opened;
        }
        return ack;
      },
    });
    await untilReady(bus);
    const [first, second] = [newEvent(), newEvent()];
    await bus.publish([first]);
    await entered;
    lines.length = 0;

    provoke(slots.idle());
    await eventually(() => expect(bus.readiness().ready).toBe(false), { intervalMs: 1 });
    await untilReady(bus);
    await bus.publish([second]);
    await eventually(() => expect(handled).toEqual([first.id, second.id]));
    open();
    await eventually(async () =>
      expect(await channel.checkQueue(config.QUEUE_PREFIX + submitted)).toMatchObject({ consumerCount: 2 }),
    );
    await bus.close();

    expect(handled).toEqual([first.id, second.id]);
    expect(await channel.checkQueue(config.QUEUE_PREFIX + submitted)).toMatchObject({ messageCount: 0 });
    expect(lines.filter(({ msg }) => msg === 'lost a consumer')).toMatchObject([
      { reason: expect.stringContaining(code) },
    ]);
    expect(lines.map(({ msg }) => msg)).not.toContain('lost the connection to the broker');
  },
);

test('a publishing channel that the broker closes is replaced: what was under way rejects, or is confirmed', async () => {
  const { bus, config } = await startRabbitMq(teardown);
  const { deliver, ids } = recorder();
  bus.subscribe({ service: 'transcription', types, deliver });
  await untilReady(bus);
  const publishing = await publishingChannel(config.AMQP_URL);
  await bus.publish([newEvent()]);
  const broken = publishing();

  broken.checkQueue('no-such-queue').catch(() => undefined);
  const events = Array.from({ length: 20 }, () => newEvent());
  const results = await Promise.allSettled(events.map((event) => bus.publish([event])));
  await bus.publish([newEvent()]);

  expect(publishing()).not.toBe(broken);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  const confirmed = events.filter((_event, index) => results[index]?.status === 'fulfilled');
  await eventually(() => expect(ids()).toEqual(expect.arrayContaining(confirmed.map(({ id }) => id))));
});

test.each([
  ['its delay queue', `${submitted}.retry.100ms`, { kind: 'retry', delayMs: 1, failure }, 2, 0],
  ['its dead-letter queue', `${submitted}.dead`, { kind: 'dead', failure }, 1, 1],
] as const)(
  'an outcome finds %s deleted, and is carried out once it is there again',
  async (_what, queue, outcome, deliveries, left) => {
    const { bus, channel, config } = await startRabbitMq(teardown);
    const handled = recorder(outcome);
    bus.subscribe({ service: 'transcription', types, deliver: handled.deliver });
    await untilReady(bus);

    await channel.deleteQueue(config.QUEUE_PREFIX + queue);
    await bus.publish([newEvent()]);

    await eventually(async () => {
      expect(handled.deliveries).toHaveLength(deliveries);
      expect(await countOn(config.AMQP_URL, config.QUEUE_PREFIX + queue)).toBe(left);
      expect(await countOn(config.AMQP_URL, config.QUEUE_PREFIX + submitted)).toBe(0);
    });
  },
);

test('an exchange that somebody deleted is made again: a publish finds out, a later one arrives', async () => {
  const { bus, channel, config, waiting } = await startRabbitMq(teardown, {}, { publishTimeoutMs: 1_000 });
  await untilReady(bus);
  await channel.deleteExchange(config.QUEUE_PREFIX + exchangeNames.events);
  const event = newEvent();

  await expect(bus.publish([event])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  await eventually(() => bus.publish([event]), { timeoutMs: 2_000 });

  expect((await waiting(submitted)).map((message) => eventIn(message).id)).toContain(event.id);
});

/** The channels on which consumers are started from now on. */
async function slotChannels(amqpUrl: string) {
  const channels = new Set<Channel>();
  const busy = new Set<Channel>();
  const prototype = await prototypeOf(amqpUrl, 'createChannel');
  type Consume = (this: Channel, ...args: Parameters<Channel['consume']>) => ReturnType<Channel['consume']>;
  const consume: Consume = Reflect.get(prototype, 'consume');
  const spy = vi.spyOn(prototype, 'consume').mockImplementation(function (this: Channel, ...args) {
    const [queue, onMessage, ...rest] = args;
    channels.add(this);
    return consume.call(
      this,
      queue,
      (message) => {
        busy.add(this);
        onMessage(message);
      },
      ...rest,
    );
  });
  teardown.add('spy', () => spy.mockRestore());
  return {
    idle: () => {
      const idle = [...channels].find((channel) => !busy.has(channel));
      if (!idle) throw new Error('expected a slot without a message');
      return idle;
    },
  };
}

/** The channel of the last publish. */
async function publishingChannel(amqpUrl: string): Promise<() => ConfirmChannel> {
  const used: ConfirmChannel[] = [];
  const prototype = (await prototypeOf(amqpUrl, 'createConfirmChannel')) as ConfirmChannel;
  type Publish = (this: ConfirmChannel, ...args: Parameters<ConfirmChannel['publish']>) => boolean;
  const publish = Reflect.get(prototype, 'publish') as Publish;
  const spy = vi.spyOn(prototype, 'publish').mockImplementation(function (this: ConfirmChannel, ...args) {
    used.push(this);
    return publish.call(this, ...args);
  });
  teardown.add('spy', () => spy.mockRestore());
  return () => {
    const last = used.at(-1);
    if (!last) throw new Error('nothing was published');
    return last;
  };
}

/** On a connection of its own: a queue that is missing closes the channel. */
async function countOn(amqpUrl: string, queue: string): Promise<number> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined); // the call that caused it rejects
  try {
    return (await channel.checkQueue(queue)).messageCount;
  } finally {
    await connection.close();
  }
}

async function prototypeOf(
  amqpUrl: string,
  create: 'createChannel' | 'createConfirmChannel',
): Promise<Channel> {
  const connection = await connect(amqpUrl);
  teardown.add('connection', () => connection.close());
  return Object.getPrototypeOf(await connection[create]()) as Channel;
}
