// Window 8, and why there is no alternate exchange: what the broker says of an event that not everybody gets.
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type ConfirmChannel } from 'amqplib';
import { afterEach, expect, test } from 'vitest';
import { exchangeNames } from '../../src/index.js';
import { startRabbitMq, untilReady } from '../rabbitmq.js';
import { eventIn, newEvent, recorder, submitted, submittedToo } from '../support.js';

const teardown = autoTeardown(afterEach);

test('a message that no queue wants is confirmed all the same, and lost; with mandatory it is returned before that', async () => {
  const { channel, exchange, answers } = await start();

  await publish(channel, exchange, {});
  expect(answers).toEqual(['confirmed']);
  answers.length = 0;
  await publish(channel, exchange, { mandatory: true });

  expect(answers).toEqual(['returned 312', 'confirmed']);
});

test('an alternate exchange would take the return away', async () => {
  const { channel, exchange, answers } = await start();
  const others = `${exchange}.others`;
  await channel.assertExchange(others, 'fanout');
  await channel.assertQueue(others, { arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(others, others, '');
  const withAlternate = `${exchange}.with-alternate`;
  await channel.assertExchange(withAlternate, 'topic', { alternateExchange: others });

  await publish(channel, withAlternate, { mandatory: true });

  expect(answers).toEqual(['confirmed']);
});

test('an event that misses one of its queues is confirmed as if nothing were wrong', async () => {
  const { bus, channel, config, waiting } = await startRabbitMq(teardown);
  await untilReady(bus);
  await unbind(channel, config.QUEUE_PREFIX);

  await bus.publish([newEvent()]);

  expect(await waiting(submitted)).toEqual([]);
  expect(await waiting(submittedToo)).toHaveLength(1);
});

test('any service that starts binds the queues of all, so the event after that misses none', async () => {
  const { bus, another, channel, config, waiting } = await startRabbitMq(teardown);
  await untilReady(bus);
  await unbind(channel, config.QUEUE_PREFIX);

  await untilReady(another({}, { service: { name: 'analysis', version: '1' } }));
  const event = newEvent();
  await bus.publish([event]);

  for (const queue of [submitted, submittedToo])
    expect((await waiting(queue)).map((message) => eventIn(message).id)).toEqual([event.id]);
});

test('a service whose queue is not bound any more binds it itself when its consumer comes back', async () => {
  const { bus, channel, config } = await startRabbitMq(teardown);
  const { deliver, ids } = recorder();
  bus.subscribe({ service: 'transcription', types: ['job.submitted.v1'], deliver });
  await untilReady(bus);

  await channel.deleteQueue(config.QUEUE_PREFIX + submitted);
  await eventually(() => expect(bus.readiness().ready).toBe(false), { intervalMs: 1 });
  await untilReady(bus);
  const event = newEvent();
  await bus.publish([event]);

  await eventually(() => expect(ids()).toEqual([event.id]));
});

async function start() {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const connection = await connect(broker.amqpUrl);
  teardown.add('connection', () => connection.close());
  const channel = await connection.createConfirmChannel();
  const exchange = `${broker.prefix}events`;
  await channel.assertExchange(exchange, 'topic');
  const answers: string[] = [];
  channel.on('return', ({ fields }) =>
    answers.push(`returned ${(fields as { replyCode?: number }).replyCode}`),
  );
  return {
    channel: Object.assign(channel, { answers }),
    exchange,
    answers,
  };
}

/** Resolves when the broker has said everything that it has to say of the message. */
async function publish(
  channel: ConfirmChannel & { readonly answers: string[] },
  exchange: string,
  options: { mandatory?: boolean },
): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    channel.publish(exchange, 'nobody', Buffer.from('x'), { persistent: true, ...options }, (error) => {
      channel.answers.push('confirmed');
      if (error) reject(error as Error);
      else resolve();
    }),
  );
}

async function unbind(
  channel: { unbindQueue: (queue: string, exchange: string, key: string) => Promise<unknown> },
  prefix: string,
): Promise<void> {
  await channel.unbindQueue(prefix + submitted, prefix + exchangeNames.events, 'job.submitted.v1');
}
