// Restarts and breaks a broker of its own: the one of the run is shared.
import { setTimeout as sleep } from 'node:timers/promises';
import { jobFailed, type Envelope } from '@meeting-intelligence/contracts';
import {
  autoTeardown,
  eventually,
  startPrivateRabbitMq,
  testedRabbitMqLine,
  type PrivateRabbitMq,
} from '@meeting-intelligence/testing';
import { connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createRabbitMqEventBus,
  createRunner,
  headerNames,
  type Deliver,
  type Handler,
} from '../src/index.js';
import { busOn, configFor, untilReady } from './rabbitmq.js';
import {
  ack,
  eventIn,
  failure,
  gate,
  newEvent,
  recorder,
  silent,
  smallPipeline,
  submitted,
} from './support.js';

const teardown = autoTeardown(afterEach);
let broker: PrivateRabbitMq;
let prefixes = 0;
beforeAll(async () => void (broker = await startPrivateRabbitMq({ line: testedRabbitMqLine() })));
afterAll(() => broker?.stop());

const start = (overrides = {}, options = {}) => {
  prefixes += 1;
  return busOn(teardown, { ...configFor(broker.amqpUrl, `r${prefixes}.`), ...overrides }, options);
};
const types = ['job.submitted.v1'];

describe('RabbitMqEventBus recovers', () => {
  test('from a broker that restarts under load, and loses nothing', async () => {
    const { bus } = await start();
    const seen = new Set<string>();
    const deliver: Deliver = async (delivery) => {
      await sleep(1);
      seen.add(eventIn(delivery).id);
      return seen.size % 10 === 0 ? { kind: 'retry', delayMs: 1, failure } : ack;
    };
    bus.subscribe({ service: 'transcription', types, deliver });
    await untilReady(bus);
    const confirmed = new Set<string>();
    let restarted = false;
    const load = (async () => {
      while (!restarted || confirmed.size < 300) {
        const events = Array.from({ length: 5 }, () => newEvent());
        const published = await bus.publish(events).then(
          () => true,
          () => false,
        );
        if (published) for (const { id } of events) confirmed.add(id);
        await sleep(5);
      }
    })();

    await eventually(() => expect(seen.size).toBeGreaterThan(50));
    await broker.kill();
    await broker.restart();
    restarted = true;
    await load;

    await eventually(() => expect([...confirmed].filter((id) => !seen.has(id))).toEqual([]), {
      timeoutMs: 20_000,
    });
    await untilReady(bus);
  });

  test('from a queue that is deleted under its consumer, with all its bindings', async () => {
    const { bus, channel, config } = await start();
    const { deliver, ids } = recorder();
    bus.subscribe({ service: 'transcription', types, deliver });
    await untilReady(bus);

    await channel.deleteQueue(config.QUEUE_PREFIX + submitted);
    await eventually(() => expect(bus.readiness()).toMatchObject({ ready: false }), { intervalMs: 1 });
    await untilReady(bus);
    const event = newEvent();
    await bus.publish([event]);

    await eventually(() => expect(ids()).toContain(event.id));
  });

  test('from connections that the broker closes, and does not handle again what was in flight', async () => {
    const { bus } = await start();
    const { entered, enter, opened, open } = gate();
    const handled: string[] = [];
    bus.subscribe({
      service: 'transcription',
      types,
      deliver: async (delivery) => {
        handled.push(eventIn(delivery).id);
        enter();
        await opened;
        return ack;
      },
    });
    await untilReady(bus);
    await bus.publish([newEvent()]);
    await entered;

    await broker.evaluate(
      '[rabbit_networking:close_connection(P, "test") || P <- rabbit_networking:connections()]',
    );
    await eventually(() => expect(bus.readiness()).toMatchObject({ ready: false }), { intervalMs: 1 });
    await sleep(500); // the broker delivers it again, to the other slot
    open();
    await untilReady(bus);
    const next = newEvent();
    await bus.publish([next]);

    await eventually(() => expect(handled).toContain(next.id));
    await bus.drain(1_000);
    expect(handled).toHaveLength(2);
  });

  test('from looking at queues while the broker is away, or at one that is missing', async () => {
    const { bus, channel, config } = await start();
    await untilReady(bus);
    const look = () => bus.waiting('transcription', 'job.submitted.v1');
    expect(await look()).toBe(0);

    await channel.deleteQueue(`${config.QUEUE_PREFIX}${submitted}.retry.100ms`);
    await expect(look()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    expect(bus.readiness()).toMatchObject({ ready: true });
    await broker.kill();
    await expect(look()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await broker.restart();

    await untilReady(bus);
    expect(await look()).toBe(0);
  });

  test('from a broker that starts after the service', async () => {
    await broker.kill();
    prefixes += 1;
    const config = configFor(broker.amqpUrl, `r${prefixes}.`);
    const bus = teardown.use(
      createRabbitMqEventBus(config, {
        logger: silent,
        service: { name: 'transcription', version: '1' },
        pipeline: smallPipeline,
        publishTimeoutMs: 300,
      }),
    );
    const { deliver, ids } = recorder();
    bus.subscribe({ service: 'transcription', types, deliver });
    const startedAt = Date.now();

    await expect(bus.publish([newEvent()])).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      retryable: true,
    });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(bus.readiness()).toEqual({ ready: false, reason: 'there is no connection to the broker' });

    await broker.restart();
    await untilReady(bus, 30_000);
    const event = newEvent();
    await bus.publish([event]);
    await eventually(() => expect(ids()).toEqual([event.id]));
  });

  test('from an alarm: a publish rejects in time, acknowledgements pass all the same, and copies wait for its end', async () => {
    const { bus, waiting } = await start({}, { publishTimeoutMs: 300 });
    const [first, second] = [newEvent(), newEvent()];
    const { entered, enter, opened, open } = gate();
    const handled: string[] = [];
    bus.subscribe({
      service: 'transcription',
      types,
      deliver: async (delivery) => {
        const { id } = eventIn(delivery);
        handled.push(id);
        enter();
        await opened;
        return id === second.id && !delivery.headers[headerNames.attempt]
          ? { kind: 'retry', delayMs: 1, failure }
          : ack;
      },
    });
    await untilReady(bus);
    await bus.publish([first, second]);
    await entered;

    await broker.setAlarm('memory');
    try {
      await eventually(async () => {
        await expect(bus.publish([newEvent()])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
        expect(bus.readiness()).toEqual({
          ready: false,
          reason: 'the broker takes no messages at the moment',
        });
      });
      open();
      await sleep(500);
    } finally {
      await broker.setAlarm('none');
    }

    await untilReady(bus);
    const after = newEvent();
    await bus.publish([after]);
    await eventually(() => expect(handled).toContain(after.id));
    await eventually(() =>
      expect(handled.filter((id) => id === first.id || id === second.id)).toHaveLength(3),
    );
    await bus.close();
    expect((await waiting(submitted)).map((message) => eventIn(message).id)).not.toContain(first.id);
  });

  test('nobody from a poison message: it ends dead after the processes it ended, and the others are told', async () => {
    const { bus, channel, config, deadLetters } = await start();
    const event = newEvent();
    await bus.publish([event]);
    // Four processes that take the message and die before they have an outcome.
    for (let death = 0; death < 4; death += 1) {
      const connection = await connect(config.AMQP_URL);
      const doomed = await connection.createChannel();
      await eventually(async () => expect(await doomed.get(config.QUEUE_PREFIX + submitted)).toBeTruthy());
      await connection.close();
    }
    let ran = false;
    const handler: Handler = async () => void (ran = true);
    const published: Envelope[] = [];
    const deliver = createRunner({
      service: 'transcription',
      bus: { publish: async (events) => void published.push(...events) },
      handlers: new Map([['job.submitted.v1', handler]]),
      onGivenUp: (_event, { code, message, retryable }) => [
        jobFailed({ error: { code, message, retryable, stage: 'transcription' } }),
      ],
      retryDelaysMs: config.RETRY_DELAYS_MS,
      handlerTimeoutMs: 1_000,
      claimCheckBytes: config.CLAIM_CHECK_BYTES,
      logger: silent,
    });
    bus.subscribe({ service: 'transcription', types, deliver });

    await eventually(async () =>
      expect((await deadLetters(submitted)).map(({ headers }) => headers['x-error-code'])).toEqual([
        'POISON_MESSAGE',
      ]),
    );
    expect(ran).toBe(false);
    expect(published).toMatchObject([{ type: 'job.failed.v1', data: { error: { code: 'POISON_MESSAGE' } } }]);
    expect(await channel.checkQueue(config.QUEUE_PREFIX + submitted)).toMatchObject({ messageCount: 0 });
  });
});
