import type { Channel, ChannelModel } from 'amqplib';
import { inTime } from './in-time.js';
import type { Topology } from './topology.js';

/** Declaring is one round trip after another on a channel; the whole pipeline has more than a hundred queues. */
const CHANNELS = 6;

/** Declares all of it; changes nothing that is there already. Rejects when the broker has something else under a name. */
export async function assertTopology(connection: ChannelModel, topology: Topology): Promise<void> {
  const opening = Array.from({ length: CHANNELS }, () =>
    inTime(connection.createChannel(), 'opening a channel'),
  );
  const channels = await Promise.all(opening);
  for (const channel of channels) channel.on('error', () => undefined); // the call that caused it rejects
  const each = async <Item>(
    items: readonly Item[],
    declare: (channel: Channel, item: Item) => Promise<unknown>,
  ) => {
    const left = items.values();
    await Promise.all(
      channels.map(async (channel) => {
        for (const item of left) await inTime(declare(channel, item), `declaring ${JSON.stringify(item)}`);
      }),
    );
  };
  try {
    await each(topology.deadQueues, (channel, queue) =>
      channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments }),
    );
    await each(topology.exchanges, (channel, { name, type }) =>
      channel.assertExchange(name, type, { durable: true }),
    );
    await each(topology.deadBindings, (channel, { queue, exchange, key }) =>
      channel.bindQueue(queue, exchange, key),
    );
    await each(topology.workQueues, (channel, queue) =>
      channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments }),
    );
    await each(topology.workBindings, (channel, { queue, exchange, key }) =>
      channel.bindQueue(queue, exchange, key),
    );
    await each(topology.tiers, (channel, queue) =>
      channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments }),
    );
  } finally {
    await Promise.allSettled(channels.map(async (channel) => inTime(channel.close(), 'closing a channel')));
  }
}
