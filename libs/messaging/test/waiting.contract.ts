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
}
