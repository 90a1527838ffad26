// Why a work queue has delay queues of its own, each with a TTL, and what is in them is never given a longer one.
import { setTimeout as sleep } from 'node:timers/promises';
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type ConfirmChannel } from 'amqplib';
import { afterEach, expect, test } from 'vitest';
import { exchangeNames } from '../../src/index.js';
import { replacementOf } from '../../src/rabbitmq/carry-out.js';
import { startRabbitMq, untilReady } from '../rabbitmq.js';
import { ack, eventIn, failure, newEvent, recorder, submitted } from '../support.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];
const quorum = { 'x-queue-type': 'quorum' };

test('a wait is between 0.85 of its tier and the tier, and no two waits are in step', () => {
  const delivery = { queue: submitted, body: Buffer.from('{}'), headers: {}, deliveryCount: 0 };
  const options = {
    prefix: '',
    retryDelaysMs: [60_000, 120_000],
    deferDelaysMs: [3_000],
    identity: { service: 'transcription', version: '1' },
  };

  const waits = Array.from({ length: 1_000 }, () =>
    Number(
      replacementOf(delivery, { kind: 'retry', delayMs: 60_000, failure }, {}, options)?.properties
        .expiration,
    ),
  );

  expect(Math.min(...waits)).toBeGreaterThanOrEqual(51_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(8_000);
  expect(new Set(waits).size).toBeGreaterThan(900);
});

test('nobody in a full tier waits longer than the tier, whoever is before it', async () => {
  const tierMs = 1_000;
  const { bus } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [tierMs], CONCURRENCY: 20 });
  const failedAt = new Map<string, number>();
  const waits: number[] = [];
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async (delivery) => {
      const { id } = eventIn(delivery);
      const before = failedAt.get(id);
      if (before !== undefined) {
        waits.push(performance.now() - before);
        return ack;
      }
      failedAt.set(id, performance.now());
      return { kind: 'retry', delayMs: tierMs, failure };
    },
  });
  await untilReady(bus);

  await bus.publish(Array.from({ length: 100 }, () => newEvent()));

  await eventually(() => expect(waits).toHaveLength(100));
  expect(Math.min(...waits)).toBeGreaterThan(0.85 * tierMs - 10);
  expect(Math.max(...waits)).toBeLessThan(tierMs + 500); // its way through the broker twice, on a busy machine
});

test('in a queue without a TTL of its own a short wait would stand behind a long one', async () => {
  const { channel, queue } = await start();
  const mixed = `${queue}.mixed`;
  await channel.assertQueue(queue, { arguments: quorum });
  await channel.assertQueue(mixed, { arguments: { ...quorum, ...deadLetteringTo('', queue) } });
  const startedAt = performance.now();

  for (const expiration of [1_000, 10])
    channel.sendToQueue(mixed, Buffer.from(String(expiration)), { persistent: true, expiration });

  await eventually(async () => expect((await channel.checkQueue(queue)).messageCount).toBe(2), {
    intervalMs: 10,
  });
  expect(performance.now() - startedAt).toBeGreaterThan(990);
});

test('what cannot go back to one work queue does not hold up what goes back to another', async () => {
  const { bus, channel, config } = await startRabbitMq(teardown, { RETRY_DELAYS_MS: [100] });
  const { QUEUE_PREFIX: prefix } = config;
  const stuck = recorder(...Array.from({ length: 60 }, () => retry()));
  bus.subscribe({ service: 'transcription', types, deliver: stuck.deliver });
  await untilReady(bus);
  await channel.unbindQueue(prefix + submitted, prefix + exchangeNames.return, prefix + submitted);
  await bus.publish(Array.from({ length: 60 }, () => newEvent()));
  await eventually(() => expect(stuck.deliveries).toHaveLength(60));

  const passing = recorder(...Array.from({ length: 60 }, () => retry()));
  bus.subscribe({ service: 'notification', types, deliver: passing.deliver });

  await eventually(() => expect(passing.deliveries).toHaveLength(120));
  expect(stuck.deliveries).toHaveLength(60);
});

test('in a shared tier it would', async () => {
  const { channel, queue } = await start();
  const shared = `${queue}.shared`;
  const exchange = `${queue}.return`;
  await channel.assertExchange(exchange, 'direct');
  await channel.assertQueue(queue, { arguments: quorum });
  await channel.assertQueue(shared, {
    arguments: { ...quorum, ...deadLetteringTo(exchange), 'x-message-ttl': 50 },
  });
  await channel.bindQueue(queue, exchange, queue);
  // A queue keeps the key of a message where it names none: the message that nobody takes is the first.
  const enters = `${queue}.enters`;
  await channel.assertExchange(enters, 'fanout');
  await channel.bindQueue(shared, enters, '');
  const arrived = async () => (await channel.checkQueue(queue)).messageCount;
  channel.publish(enters, queue, Buffer.from('before'));
  await eventually(async () => expect(await arrived()).toBe(1));
  for (let message = 0; message < 41; message += 1) channel.publish(enters, 'nobody', Buffer.from('x'));
  channel.publish(enters, queue, Buffer.from('behind'));
  await channel.waitForConfirms();

  await eventually(async () => expect((await channel.checkQueue(shared)).messageCount).toBe(0));
  await sleep(1_000); // twenty times its wait

  expect(await arrived()).toBe(1);
});

async function start() {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const connection = await connect(broker.amqpUrl);
  teardown.add('connection', () => connection.close());
  const channel: ConfirmChannel = await connection.createConfirmChannel();
  return { channel, queue: `${broker.prefix}q` };
}

function retry() {
  return { kind: 'retry', delayMs: 1, failure } as const;
}

function deadLetteringTo(exchange: string, key?: string) {
  return {
    'x-dead-letter-exchange': exchange,
    ...(key === undefined ? {} : { 'x-dead-letter-routing-key': key }),
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}
