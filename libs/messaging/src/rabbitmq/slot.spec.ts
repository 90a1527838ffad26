import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@meeting-intelligence/telemetry';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { expect, test } from 'vitest';
import { Slot, type SlotOptions } from './slot.js';

test.each(['createChannel', 'prefetch', 'consume'])(
  'closes while the broker has not answered to %s yet, and leaves no consumer behind',
  async (slow) => {
    const asked = Promise.withResolvers<void>();
    const calls: string[] = [];
    const answer = async <Value>(to: string, value: Value): Promise<Value> => {
      calls.push(to);
      if (to !== slow) return value;
      asked.resolve();
      await sleep(30);
      return value;
    };
    const channel = Object.assign(new EventEmitter(), {
      prefetch: () => answer('prefetch', {}),
      consume: () => answer('consume', { consumerTag: 'tag' }),
      cancel: (tag: string) => answer(`cancel ${tag}`, {}),
      close: async () => {
        await answer('close', undefined);
        channel.emit('close');
      },
    });
    const connection = { createChannel: () => answer('createChannel', channel) } as unknown as ChannelModel;
    const slot = slotOn(connection);

    slot.start();
    await asked.promise;
    await slot.close();

    expect(slot.isConsuming).toBe(false);
    expect(calls.at(-1)).toBe('close');
    expect(calls.includes('consume')).toBe(calls.includes('cancel tag'));
  },
  1_000,
);

test.each([
  ['messages wait and none is delivered', { messageCount: 3, consumerCount: 2 }],
  ['the broker has fewer consumers than we started', { messageCount: 0, consumerCount: 1 }],
])('consumes anew where %s, and not while it handles one or all is well', async (_, wrong) => {
  let found = { messageCount: 0, consumerCount: 2 };
  const deliveries: ((message: ConsumeMessage) => void)[] = [];
  const newChannel = () => {
    const channel = new EventEmitter();
    return Object.assign(channel, {
      prefetch: async () => ({}),
      consume: async (_queue: string, deliver: (message: ConsumeMessage) => void) => {
        deliveries.push(deliver);
        return { consumerTag: `tag ${deliveries.length}` };
      },
      checkQueue: async () => found,
      cancel: async () => ({}),
      close: async () => void channel.emit('close'),
    });
  };
  const connection = { createChannel: async () => newChannel() } as unknown as ChannelModel;
  const handled = Promise.withResolvers<void>();
  const slot = slotOn(connection, { slots: 2, idleCheckMs: 5, handle: () => handled.promise });
  slot.start();

  await sleep(100);
  expect(deliveries).toHaveLength(1);
  deliveries[0]!({} as ConsumeMessage);
  found = wrong;
  await sleep(100);
  expect(deliveries).toHaveLength(1);
  handled.resolve();

  await expect.poll(() => deliveries.length, { timeout: 5_000 }).toBe(2);
  await slot.close();
});

function slotOn(connection: ChannelModel, options: Partial<SlotOptions> = {}): Slot {
  return new Slot({
    queue: 'q',
    connected: async () => connection,
    onLost: () => undefined,
    handle: async () => undefined,
    logger: createLogger({ name: 'test', version: '0' }, 'silent'),
    ...options,
  });
}
