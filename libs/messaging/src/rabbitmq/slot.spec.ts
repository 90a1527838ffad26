import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@meeting-intelligence/telemetry';
import type { ChannelModel } from 'amqplib';
import { expect, test } from 'vitest';
import { Slot } from './slot.js';

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

function slotOn(connection: ChannelModel): Slot {
  return new Slot({
    queue: 'q',
    connected: async () => connection,
    onLost: () => undefined,
    handle: async () => undefined,
    logger: createLogger({ name: 'test', version: '0' }, 'silent'),
  });
}
