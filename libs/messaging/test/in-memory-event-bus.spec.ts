import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { InMemoryEventBus } from '../src/index.js';
import { eventBusContract } from './event-bus.contract.js';
import { newEvent, recorder, smallPipeline, submitted } from './support.js';

const teardown = autoTeardown(afterEach);

describe('InMemoryEventBus', () => {
  eventBusContract(async () => {
    const bus = teardown.use(new InMemoryEventBus({ pipeline: smallPipeline }));
    return {
      bus,
      waiting: async (queue) => bus.ready(queue),
      deadLetters: async (queue) => bus.deadLetters(queue),
      inject: async (queue, body, headers) => bus.inject(queue, body, headers),
    };
  });

  test('is idle when everything is handled, retries included', async () => {
    const bus = teardown.use(new InMemoryEventBus());
    const { deliver, deliveries } = recorder({
      kind: 'retry',
      delayMs: 60_000,
      failure: new AppError('UNEXPECTED', 'x'),
    });
    bus.subscribe({ service: 'transcription', types: ['job.submitted.v1'], deliver });

    await bus.publish([newEvent()]);
    await bus.idle();

    expect(deliveries).toHaveLength(2);
    expect(bus.published).toHaveLength(1);
  });

  test('fails on demand, as a broker that is away', async () => {
    const bus = teardown.use(new InMemoryEventBus());
    bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));

    await expect(bus.publish([newEvent()])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    bus.failWith();
    await bus.publish([newEvent()]);

    expect(bus.ready(submitted)).toHaveLength(1);
  });
});
