// The broker takes a message back that is not acknowledged in time (30 minutes by default), and closes the channel.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  autoTeardown,
  eventually,
  startPrivateRabbitMq,
  testedRabbitMqLine,
  type PrivateRabbitMq,
} from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createRunner, defer, type Handler, type Outcome } from '../src/index.js';
import { busOn, configFor, untilReady } from './rabbitmq.js';
import { ack, eventIn, failure, gate, newEvent, silent, submitted } from './support.js';

const CONSUMER_TIMEOUT_MS = 1_000;

const teardown = autoTeardown(afterEach);
let broker: PrivateRabbitMq;
let prefixes = 0;
beforeAll(async () => {
  broker = await startPrivateRabbitMq({
    line: testedRabbitMqLine(),
    consumerTimeoutMs: CONSUMER_TIMEOUT_MS,
  });
});
afterAll(() => broker?.stop());

const types = ['job.submitted.v1'];

test.each([
  ['succeeds', 'is acknowledged', ack, 1],
  ['fails', 'is tried again once', { kind: 'retry', delayMs: 1, failure }, 2],
] satisfies [string, string, Outcome, number][])(
  'a handler that outlives the consumer timeout and %s never runs beside itself, and its message %s',
  async (_what, _then, outcome, runsInAll) => {
    const { bus, channel, config, deadLetters } = await start();
    const queue = config.QUEUE_PREFIX + submitted;
    const { entered, enter, opened, open } = gate();
    const slow = newEvent();
    let [runs, running, atOnce] = [0, 0, 0];
    const others: string[] = [];
    bus.subscribe({
      service: 'transcription',
      types,
      deliver: async (delivery) => {
        if (eventIn(delivery).id !== slow.id) {
          others.push(eventIn(delivery).id);
          return ack;
        }
        runs += 1;
        running += 1;
        atOnce = Math.max(atOnce, running);
        enter();
        await opened;
        running -= 1;
        return runs === 1 ? outcome : ack;
      },
    });
    await untilReady(bus);

    await bus.publish([slow]);
    await entered;
    // One slot after the other: the second waits for the handler of the first, and longer than the broker does, too.
    await eventually(
      async () =>
        expect(await channel.checkQueue(queue)).toMatchObject({ consumerCount: 0, messageCount: 1 }),
      { timeoutMs: 20_000 },
    );
    expect(runs).toBe(1);
    open();

    await untilReady(bus);
    const next = newEvent();
    await bus.publish([next]);
    await eventually(async () => {
      expect(others).toEqual([next.id]);
      expect(runs).toBe(runsInAll);
      expect(await channel.checkQueue(queue)).toMatchObject({ consumerCount: 2, messageCount: 0 });
    });
    await bus.close();
    expect(await channel.checkQueue(queue)).toMatchObject({ consumerCount: 0, messageCount: 0 });
    expect(await deadLetters(submitted)).toEqual([]);
    expect({ runs, atOnce }).toEqual({ runs: runsInAll, atOnce: 1 });
  },
);

test('work in short steps takes longer than the consumer timeout, and the broker takes nothing back', async () => {
  const { bus, channel, config, deadLetters } = await start();
  const startedAt = performance.now();
  const steps: { readonly checkpoint: unknown; readonly deliveryCount: number }[] = [];
  const finished = gate();
  let deliveryCount = 0;
  let submissions = 0;
  const handler: Handler = async (_event, { checkpoint }) => {
    steps.push({ checkpoint, deliveryCount });
    if (checkpoint === undefined) submissions += 1;
    await sleep(CONSUMER_TIMEOUT_MS / 5);
    if (performance.now() - startedAt < 3 * CONSUMER_TIMEOUT_MS) return defer(1, { step: steps.length });
    finished.open();
    return [];
  };
  const run = createRunner({
    service: 'transcription',
    bus,
    handlers: new Map([['job.submitted.v1', handler]]),
    onGivenUp: () => [],
    retryDelaysMs: config.RETRY_DELAYS_MS,
    handlerTimeoutMs: CONSUMER_TIMEOUT_MS,
    claimCheckBytes: config.CLAIM_CHECK_BYTES,
    logger: silent,
  });
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: (delivery, stop) => {
      ({ deliveryCount } = delivery);
      return run(delivery, stop);
    },
  });
  await untilReady(bus);

  await bus.publish([newEvent()]);

  await finished.opened;
  await bus.close();
  expect(submissions).toBe(1);
  expect(steps.length).toBeGreaterThan(5);
  expect(steps).toEqual(
    steps.map((_step, index) => ({
      checkpoint: index === 0 ? undefined : { step: index },
      deliveryCount: 0,
    })),
  );
  expect(await channel.checkQueue(config.QUEUE_PREFIX + submitted)).toMatchObject({ messageCount: 0 });
  expect(await deadLetters(submitted)).toEqual([]);
});

function start() {
  prefixes += 1;
  return busOn(teardown, configFor(broker.amqpUrl, `c${prefixes}.`));
}
