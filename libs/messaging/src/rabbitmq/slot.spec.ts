import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@meeting-intelligence/telemetry';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { expect, test, vi } from 'vitest';
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
        await sleep(10);
        calls.push('closed');
        channel.emit('close');
      },
    });
    const connection = { createChannel: () => answer('createChannel', channel) } as unknown as ChannelModel;
    const slot = slotOn(connection);

    slot.start();
    await asked.promise;
    await slot.close();

    expect(slot.isConsuming).toBe(false);
    expect(calls.at(-1)).toBe('closed'); // what was acknowledged on it would not arrive if the connection went first
    expect(calls.includes('consume')).toBe(calls.includes('cancel tag'));
  },
  1_000,
);

test('is cancelled only when a consumer that was being started is gone too: what is published then would come to it', async () => {
  const calls: string[] = [];
  const consuming = Promise.withResolvers<{ consumerTag: string }>();
  const asked = Promise.withResolvers<void>();
  const channel = Object.assign(new EventEmitter(), {
    prefetch: async () => ({}),
    consume: () => {
      asked.resolve();
      return consuming.promise;
    },
    cancel: async (tag: string) => void calls.push(`cancelled ${tag}`),
    close: async () => void channel.emit('close'),
  });
  const slot = slotOn({ createChannel: async () => channel } as unknown as ChannelModel);
  slot.start();
  await asked.promise;

  const cancelled = slot.cancel().then(() => calls.push('done'));
  await sleep(30);
  expect(calls).toEqual([]);
  consuming.resolve({ consumerTag: 'tag' });
  await cancelled;

  expect(calls).toEqual(['cancelled tag', 'done']);
  await slot.close();
});

const isWell = { messageCount: 0, consumerCount: 2 };

test.each([
  ['messages wait and none is delivered', { messageCount: 3, consumerCount: 2 }],
  ['the broker has fewer consumers than we started', { messageCount: 0, consumerCount: 1 }],
])('consumes anew where %s, and not while it handles one or all is well', async (_, wrong) => {
  const broker = brokerWith(isWell);
  const handled = Promise.withResolvers<void>();
  const slot = slotOn(broker.connection, {
    slots: 2,
    idleCheckMs: 5,
    idleChecks: Infinity,
    handle: () => handled.promise,
  });
  slot.start();

  await sleep(100);
  expect(broker.consumers).toHaveLength(1);
  broker.deliver();
  broker.found = wrong;
  await sleep(100);
  expect(broker.consumers).toHaveLength(1);
  handled.resolve();

  await expect.poll(() => broker.consumers.length, { timeout: 5_000 }).toBe(2);
  await slot.close();
});

test('consumes anew when nothing came for long, and counts from the last message', async () => {
  const broker = brokerWith(isWell);
  const handled = Promise.withResolvers<void>();
  const onLost = vi.fn();
  const options = { slots: 2, idleCheckMs: 5, idleChecks: 10, handle: () => handled.promise, onLost };
  const slot = slotOn(broker.connection, options);
  slot.start();

  await expect.poll(() => broker.consumers.length).toBeGreaterThan(1);
  broker.deliver();
  const atWork = broker.consumers.length;
  await sleep(200);
  expect(broker.consumers).toHaveLength(atWork);
  handled.resolve();

  await expect.poll(() => broker.consumers.length).toBeGreaterThan(atWork);
  expect(onLost).not.toHaveBeenCalled();
  await slot.close();
});

test('renews its consumer when the message in flight is settled, once, and loses nothing by it', async () => {
  const broker = brokerWith(isWell);
  const handled = Promise.withResolvers<void>();
  const onLost = vi.fn();
  const slot = slotOn(broker.connection, { handle: () => handled.promise, onLost });
  slot.start();
  await expect.poll(() => broker.consumers.length).toBe(1);
  broker.deliver();

  const renewed = [slot.renew(), slot.renew()];
  await sleep(50);
  expect(broker.closed).toBe(0);
  handled.resolve();
  await Promise.all(renewed);

  await expect.poll(() => broker.consumers.length).toBe(2);
  await sleep(50);
  expect([broker.consumers.length, broker.closed]).toEqual([2, 1]);
  expect(onLost).not.toHaveBeenCalled();
  await slot.close();
});

/** Answers at once; what it finds in the queue can be changed. */
function brokerWith(found: { messageCount: number; consumerCount: number }) {
  const consumers: ((message: ConsumeMessage) => void)[] = [];
  const broker = {
    found,
    consumers,
    closed: 0,
    deliver: () => consumers.at(-1)!({} as ConsumeMessage),
    connection: { createChannel: async () => newChannel() } as unknown as ChannelModel,
  };
  const newChannel = () => {
    const channel = new EventEmitter();
    return Object.assign(channel, {
      prefetch: async () => ({}),
      consume: async (_queue: string, deliver: (message: ConsumeMessage) => void) => {
        consumers.push(deliver);
        return { consumerTag: `tag ${consumers.length}` };
      },
      checkQueue: async () => broker.found,
      cancel: async () => ({}),
      close: async () => {
        broker.closed += 1;
        channel.emit('close');
      },
    });
  };
  return broker;
}

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
