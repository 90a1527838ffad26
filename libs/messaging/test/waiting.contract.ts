import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import type { EventBus } from '../src/index.js';
import { failure, gate, newEvent } from './support.js';

/** The part of `eventBusContract` that is about looking at queues. */
export function waitingContract(start: () => Promise<{ readonly bus: EventBus }>): void {
  test('counts what waits for a consumer, also in the delay queues, and not what one holds', async () => {
    const { bus } = await start();
    const type = 'job.submitted.v1';
    await eventually(() => bus.waiting('transcription', type)); // a broker is not connected at once
    await bus.publish([newEvent(), newEvent(), newEvent()]);
    await eventually(async () => expect(await bus.waiting('notification', type)).toBe(3));
    const { opened, open } = gate();
    bus.subscribe({
      service: 'transcription',
      types: [type],
      deliver: async () => {
        await opened;
        return { kind: 'retry', delayMs: 200, failure };
      },
    });

    // Two slots hold one event each.
    await eventually(async () => expect(await bus.waiting('transcription', type)).toBe(1));
    const drained = bus.drain(10_000);
    open();
    await drained;
    await eventually(async () => expect(await bus.waiting('transcription', type)).toBe(3));
    expect(await bus.waiting('notification', type)).toBe(3);
  });

  test('counts every work queue, with its consumers and dead letters, and the slots of the process', async () => {
    const { bus } = await start();
    const type = 'job.submitted.v1';
    await eventually(() => bus.counts());
    expect(bus.topologyState()).toEqual({ ready: true });
    const { opened, open } = gate();
    bus.subscribe({
      service: 'transcription',
      types: [type],
      deliver: async () => {
        await opened;
        return { kind: 'dead', failure };
      },
    });
    await eventually(() => expect(bus.readiness().ready).toBe(true));
    expect(bus.slots()).toEqual([{ queue: `transcription.${type}`, all: 2, busy: 0 }]);
    await bus.publish([newEvent(), newEvent(), newEvent()]);

    await eventually(async () => {
      expect(bus.slots()).toEqual([{ queue: `transcription.${type}`, all: 2, busy: 2 }]);
      expect(await bus.counts()).toEqual(
        expect.arrayContaining([
          { queue: `transcription.${type}`, ready: 1, delayed: 0, consumers: 2, dead: 0 },
          { queue: `notification.${type}`, ready: 3, delayed: 0, consumers: 0, dead: 0 },
        ]),
      );
    });

    open();
    await eventually(async () =>
      expect(await bus.counts()).toContainEqual({
        queue: `transcription.${type}`,
        ready: 0,
        delayed: 0,
        consumers: 2,
        dead: 3,
      }),
    );
  });
}
