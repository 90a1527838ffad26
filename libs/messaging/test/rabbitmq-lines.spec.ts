// What differs between RabbitMQ 3.10 and 4.x, as the table in the README says; each row is one test.
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type ConfirmChannel, type GetMessage } from 'amqplib';
import { afterEach, expect, test } from 'vitest';

const teardown = autoTeardown(afterEach);
const quorum = { 'x-queue-type': 'quorum' };

test('the count of deliveries of a first one is 0 or absent, and grows by one with each that had no outcome', async () => {
  const { channel, queue, is4 } = await start();
  await channel.assertQueue(queue, { arguments: quorum });
  await send(channel, queue, 'x');

  const counts: unknown[] = [];
  for (let delivery = 0; delivery < 3; delivery += 1) {
    const message = await taken(channel, queue);
    counts.push(message.properties.headers?.['x-delivery-count']);
    channel.nack(message);
  }
  expect(counts).toEqual([is4 ? undefined : 0, 1, 2]);
});

test('a message that is given back goes to the end, or to its place; that of a lost channel always to its place', async () => {
  const { channel, queue, is4, anotherChannel } = await start();
  await channel.assertQueue(queue, { arguments: quorum });
  await send(channel, queue, 'one', 'two', 'three');

  const lost = await anotherChannel();
  await taken(lost, queue);
  await lost.close();
  const first = await taken(channel, queue);
  expect(first.content.toString()).toBe('one');
  channel.nack(first);

  const order: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    const message = await taken(channel, queue);
    order.push(message.content.toString());
    channel.ack(message);
  }
  expect(order).toEqual(is4 ? ['one', 'two', 'three'] : ['two', 'three', 'one']);
});

test('a queue without a delivery limit of its own has none, or drops a message after 21 deliveries', async () => {
  const { channel, queue, is4 } = await start();
  await channel.assertQueue(queue, { arguments: quorum });
  await send(channel, queue, 'x');

  for (let delivery = 0; delivery < 21; delivery += 1) channel.nack(await taken(channel, queue));

  await eventually(async () =>
    expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: is4 ? 0 : 1 }),
  );
});

test('a copied x-death counts on, or starts anew', async () => {
  const { channel, queue, is4 } = await start();
  const tier = `${queue}.tier`;
  await channel.assertQueue(queue, { arguments: quorum });
  await channel.assertQueue(tier, {
    arguments: {
      ...quorum,
      'x-message-ttl': 20,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': queue,
    },
  });
  await send(channel, tier, 'x');
  const once = await taken(channel, queue);
  channel.ack(once);

  channel.sendToQueue(tier, once.content, { headers: once.properties.headers, persistent: true });
  const twice = await taken(channel, queue);

  expect(twice.properties.headers?.['x-death']).toMatchObject([{ count: is4 ? 1 : 2 }]);
});

test('a message of more than 16 MiB is taken, or closes the channel', async () => {
  const { channel, queue, is4 } = await start();
  await channel.assertQueue(queue, { arguments: quorum });
  const closed = new Promise<string>((resolve) => channel.once('error', ({ message }) => resolve(message)));

  channel.sendToQueue(queue, Buffer.alloc(17 * 1_048_576), { persistent: true });

  if (is4) expect(await closed).toMatch(/PRECONDITION_FAILED - message size 17825792 is larger/);
  await (is4 ? expect(channel.waitForConfirms()).rejects.toThrow() : channel.waitForConfirms());
});

async function start() {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const connection = await connect(broker.amqpUrl);
  connection.on('error', () => undefined);
  teardown.add('connection', () => connection.close());
  const anotherChannel = async () => {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined); // asserted where it is expected
    return channel;
  };
  const version = String(connection.connection.serverProperties.version);
  return {
    channel: await anotherChannel(),
    anotherChannel,
    queue: `${broker.prefix}q`,
    is4: Number(version.split('.')[0]) >= 4,
  };
}

async function send(channel: ConfirmChannel, queue: string, ...bodies: string[]): Promise<void> {
  for (const body of bodies) channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
  await channel.waitForConfirms();
}

function taken(channel: ConfirmChannel, queue: string): Promise<GetMessage> {
  return eventually(
    async () => {
      const message = await channel.get(queue);
      if (message === false) throw new Error(`no message in ${queue}`);
      return message;
    },
    { intervalMs: 10 },
  );
}
