// A broker that freezes, stays away, cuts everybody off or is in alarm: one of its own for each of that.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@meeting-intelligence/contracts';
import {
  autoTeardown,
  eventually,
  startPrivateRabbitMq,
  testedRabbitMqLine,
  type PrivateRabbitMq,
} from '@meeting-intelligence/testing';
import { connect, type ConsumeMessage } from 'amqplib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EventBus, RabbitMqConfig, RabbitMqEventBusOptions } from '../../src/index.js';
import { busOn, configFor, untilReady } from '../rabbitmq.js';
import { ack, eventIn, newEvent, submitted } from '../support.js';

const PUBLISH_TIMEOUT_MS = 500;
const types = ['job.submitted.v1'];

const teardown = autoTeardown(afterEach);
let broker: PrivateRabbitMq;
let prefixes = 0;
beforeAll(async () => void (broker = await startPrivateRabbitMq({ line: testedRabbitMqLine() })));
afterAll(() => broker?.stop());

test('a broker that freezes: publishing rejects in time, heartbeats notice, and when it thaws all recover by themselves', async () => {
  const { bus: patient, another } = await start();
  const quick = another({ AMQP_URL: `${broker.amqpUrl}?heartbeat=1` });
  const seen = seenBy(quick);
  await Promise.all([untilReady(patient), untilReady(quick)]);
  const load = publishAll([patient, quick]);
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(50));

  process.kill(broker.pid, 'SIGSTOP');
  try {
    const frozenAt = performance.now();
    const before = load.slowestMs();
    await eventually(() => expect(quick.readiness().reason).toBe('there is no connection to the broker'));
    expect(performance.now() - frozenAt).toBeLessThan(5_000);
    await eventually(() => expect(load.rejected()).toBeGreaterThan(3));
    // A channel within the time, then a confirm within the time.
    expect(Math.max(before, load.slowestMs())).toBeLessThan(2 * PUBLISH_TIMEOUT_MS + 500);
    expect(patient.readiness()).toMatchObject({ ready: false });
  } finally {
    process.kill(broker.pid, 'SIGCONT');
  }

  await Promise.all([untilReady(patient), untilReady(quick)]);
  const confirmedBefore = load.confirmed.size;
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(confirmedBefore + 50));
  await load.end();
  await eventually(() => expect([...load.confirmed].filter((id) => !seen.has(id))).toEqual([]));
}, 60_000);

test('connections that an operator closes under load: nothing that was confirmed is lost', async () => {
  const { bus, another } = await start();
  const consumer = another();
  const seen = seenBy(consumer);
  await Promise.all([untilReady(bus), untilReady(consumer)]);
  const load = publishAll([bus]);
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(50));

  await broker.rabbitmqctl(['close_all_connections', 'maintenance']);
  const confirmedBefore = load.confirmed.size;
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(confirmedBefore + 50));
  await load.end();

  await eventually(() => expect([...load.confirmed].filter((id) => !seen.has(id))).toEqual([]));
  await Promise.all([untilReady(bus), untilReady(consumer)]);
});

test('a broker that is away for about 15 seconds: the process goes on trying, and is ready by itself when it is back', async () => {
  const { bus } = await start();
  const seen = seenBy(bus);
  await untilReady(bus);
  const load = publishAll([bus]);
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(20));
  const downAt = performance.now();

  await broker.kill();
  await eventually(() => expect(bus.readiness().reason).toBe('there is no connection to the broker'));
  await sleep(10_000 - (performance.now() - downAt)); // it needs the others to start
  expect(load.slowestMs()).toBeLessThan(PUBLISH_TIMEOUT_MS + 500);
  await broker.restart();
  await untilReady(bus, 11_000); // the longest wait between two tries is 10 s

  const confirmedBefore = load.confirmed.size;
  await eventually(() => expect(load.confirmed.size).toBeGreaterThan(confirmedBefore + 20));
  await load.end();
  await eventually(() => expect([...load.confirmed].filter((id) => !seen.has(id))).toEqual([]));
}, 60_000);

test('in a memory alarm the acknowledgement of a connection that publishes waits as well; that of another passes', async () => {
  const { bus, config } = await start();
  await untilReady(bus);
  const queue = config.QUEUE_PREFIX + submitted;
  const mixed = await oneAtATime(queue);
  const pure = await oneAtATime(queue);
  await bus.publish(Array.from({ length: 4 }, () => newEvent()));
  await eventually(() => expect([mixed.taken.length, pure.taken.length]).toEqual([1, 1]));
  const blocked = new Promise((resolve) => mixed.connection.once('blocked', resolve));

  await broker.setAlarm('memory');
  try {
    mixed.channel.sendToQueue(`${queue}.dead`, Buffer.from('x'));
    await blocked;
    mixed.channel.ack(mixed.taken[0]!);
    pure.channel.ack(pure.taken[0]!);
    await eventually(() => expect(pure.taken).toHaveLength(2));
    await sleep(200); // time for the fourth message, which must not come
    expect(mixed.taken).toHaveLength(1);
  } finally {
    await broker.setAlarm('none');
  }

  await eventually(() => expect(mixed.taken).toHaveLength(2));
});

test('a service that starts during an alarm has its queues and its consumers all the same', async () => {
  await broker.setAlarm('memory');
  try {
    const { bus, channel, config } = await start();
    seenBy(bus);

    await eventually(() => expect(bus.readiness().reason ?? '').not.toMatch(/connection|declared|consumers/));

    const queue = await channel.checkQueue(config.QUEUE_PREFIX + submitted);
    expect(queue).toMatchObject({ consumerCount: config.CONCURRENCY });
    await expect(bus.publish([newEvent()])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  } finally {
    await broker.setAlarm('none');
  }
});

async function oneAtATime(queue: string) {
  const connection = await connect(broker.amqpUrl);
  teardown.add('connection', () => connection.close());
  const channel = await connection.createChannel();
  const taken: ConsumeMessage[] = [];
  await channel.prefetch(1);
  await channel.consume(queue, (message) => message && taken.push(message));
  return { connection, channel, taken };
}

function start(config: Partial<RabbitMqConfig> = {}, options: Partial<RabbitMqEventBusOptions> = {}) {
  prefixes += 1;
  return busOn(
    teardown,
    { ...configFor(broker.amqpUrl, `s${prefixes}.`), ...config },
    { publishTimeoutMs: PUBLISH_TIMEOUT_MS, ...options },
  );
}

/** The ids of all events that were handled. */
function seenBy(bus: EventBus): ReadonlySet<string> {
  const seen = new Set<string>();
  bus.subscribe({
    service: 'transcription',
    types,
    deliver: async (delivery) => {
      seen.add(eventIn(delivery).id);
      return ack;
    },
  });
  return seen;
}

/** Publishes on each bus, one event after another, until `end`. */
function publishAll(buses: readonly EventBus[]) {
  const confirmed = new Set<string>();
  let [rejected, slowestMs, ended] = [0, 0, false];
  const publishOne = async (bus: EventBus, event: Envelope) => {
    const startedAt = performance.now();
    await bus.publish([event]).then(
      () => confirmed.add(event.id),
      () => (rejected += 1),
    );
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  };
  const loads = buses.map(async (bus) => {
    while (!ended) {
      await publishOne(bus, newEvent());
      await sleep(2); // leaves the processor to the others
    }
  });
  const end = async () => {
    ended = true;
    await Promise.all(loads);
  };
  teardown.add('load', end);
  return { confirmed, rejected: () => rejected, slowestMs: () => slowestMs, end };
}
