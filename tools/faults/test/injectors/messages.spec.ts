// The preload in a process with the real event bus, on the real broker.
import { randomUUID } from 'node:crypto';
import { jobSubmitted } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type GetMessage } from 'amqplib';
import { afterEach, describe, expect, test } from 'vitest';
import { openBrokerDoor, type KillAt, type Shuffle } from '../../src/injectors/index.js';
import { newPlan, startVictim } from './start-victim.js';

const teardown = autoTeardown(afterEach);

/** Consumed by the victim. */
const workQueue = 'transcription.job.submitted.v1';
/** What its handler publishes; nobody consumes it. */
const nextQueue = 'ingest.recording.prepared.v1';

describe('around a message', () => {
  test.each([
    [
      { point: 'receive', matching: `${workQueue} ${jobSubmitted.type}` },
      { left: 1, published: 0, said: [] },
    ],
    [
      { point: 'before-publish', matching: 'recording' },
      { left: 1, published: 0, said: ['handling'] },
    ],
    [
      { point: 'after-publish', matching: 'recording' },
      { left: 1, published: 1, said: ['handling'] },
    ],
    [
      { point: 'after-confirm', matching: 'recording' },
      { left: 1, published: 1, said: ['handling'] },
    ],
    [
      { point: 'before-ack', matching: workQueue },
      { left: 1, published: 1, said: ['handling', 'published'] },
    ],
    [
      { point: 'after-ack', matching: workQueue },
      { left: 0, published: 1, said: ['handling', 'published'] },
    ],
  ] as const)('it kills at %o', async (kill: KillAt, { left, published, said }) => {
    const { plan, door, start } = await setUp();
    const victim = await start();
    await plan.arm({ kill: [kill] });

    const { jobId } = await door.placePoison(workQueue);

    expect(await victim.end).toBe('SIGKILL');
    expect(victim.said).toEqual(['ready', ...said.map((what) => `${what} ${jobId}`)]);
    await eventually(async () => expect(await door.depth(workQueue)).toBe(left));
    expect(await door.depth(nextQueue)).toBe(published);
    expect(await plan.evidence()).toMatchObject([
      { point: kill.point, subject: expect.stringContaining(jobId) },
    ]);
  });

  test('and not again after a restart with the same environment', async () => {
    const { plan, door, start } = await setUp();
    await plan.arm({ kill: [{ point: 'before-ack' }] });
    await door.placePoison(workQueue).catch(() => undefined); // the queue is not there before the first life
    const first = await start();
    await door.placePoison(workQueue);
    expect(await first.end).toBe('SIGKILL');

    await start();

    await eventually(async () => expect(await door.depth(workQueue)).toBe(0));
    expect(await door.depth(nextQueue)).toBe(2);
  });

  test('each time for the message of one job, and of no other: poison', async () => {
    const { plan, door, start } = await setUp();
    let victim = await start();
    const jobId = randomUUID();
    await plan.arm({ kill: [{ point: 'receive', matching: `job=${jobId}`, always: true }] });
    const other = await door.placePoison(workQueue);
    await eventually(() => expect(victim.said).toContain(`published ${other.jobId}`));

    await door.placePoison(workQueue, jobId);

    for (let life = 1; life <= 3; life += 1) {
      if (life > 1) victim = await start();
      expect(await victim.end).toBe('SIGKILL');
      expect(victim.said).not.toContain(`handling ${jobId}`);
      expect(await plan.evidence()).toHaveLength(life);
    }
  });
});

describe('shuffles', () => {
  const count = 100;

  test('events twice, and the caller hears of the confirm when both are there', async () => {
    const { arrived, evidence, order } = await published(count, { duplicate: 0.2, maxDelayMs: 50, seed: 7 });

    const twice = evidence.filter(({ fault }) => fault === 'duplicate').length;
    expect(twice).toBeGreaterThan(count * 0.1);
    expect(twice).toBeLessThan(count * 0.35);
    expect(arrived).toHaveLength(count + twice);
    expect(new Set(arrived.map(idOf)).size).toBe(count);
    const copies = new Set(arrived.map(copyOf)).size;
    expect(copies).toBeGreaterThan(count); // some with a name of their own
    expect(copies).toBeLessThan(count + twice); // some with the same
    expect(order).toHaveLength(count);
  });

  test('events out of their order, and loses none', async () => {
    const { arrived, events, evidence } = await published(count, { reorder: 0.2, maxDelayMs: 50 });

    const ids = arrived.map(idOf);
    expect(ids).toHaveLength(count);
    expect(ids).not.toEqual(events);
    expect(ids.toSorted()).toEqual(events.toSorted());
    expect(evidence.every(({ fault }) => fault === 'reorder')).toBe(true);
  });

  test('makes the same choices with the same seed', async () => {
    const shuffle = { duplicate: 0.2, maxDelayMs: 20, seed: 3 };
    const [one, other] = [await published(count, shuffle), await published(count, shuffle)];

    const doubles = ({ arrived, events }: typeof one) =>
      events.map((id) => arrived.filter((message) => idOf(message) === id).length);
    expect(doubles(one)).toEqual(doubles(other));
  });

  test('deliveries, which come late and all the same', async () => {
    const { plan, door, start } = await setUp();
    const victim = await start();
    await plan.arm({ shuffle: { late: 1, maxDelayMs: 20 } });

    const { jobId } = await door.placePoison(workQueue);

    await eventually(() => expect(victim.said).toContain(`published ${jobId}`));
    expect(await plan.evidence()).toMatchObject([
      { fault: 'late', subject: expect.stringContaining(workQueue) },
    ]);
    await plan.assertInjected();
  });

  /** So many events, of another type than the victim consumes, published at once. */
  async function published(howMany: number, shuffle: Shuffle) {
    const { plan, start, takeAll } = await setUp();
    const victim = await start();
    const events = Array.from({ length: howMany }, () => eventOf('recording.prepared.v1'));
    await plan.arm({ shuffle });
    victim.tell(JSON.stringify({ events }));
    const order = () => victim.said.filter((line) => line.startsWith('confirmed '));
    await eventually(() => expect(order().length).toBe(howMany));
    await plan.assertInjected();
    return {
      arrived: await takeAll(nextQueue), // at once: nothing may come after the last confirm
      events: events.map(({ id }) => id),
      evidence: await plan.evidence(),
      order: order(),
    };
  }
});

async function setUp() {
  const broker = await testBroker();
  teardown.add('broker', () => broker.close());
  const { amqpUrl, prefix } = broker;
  const door = teardown.use(await openBrokerDoor(amqpUrl, prefix));
  const plan = await newPlan(teardown);
  const start = () => startVictim(teardown, 'messages', plan, { AMQP_URL: amqpUrl, QUEUE_PREFIX: prefix });
  const takeAll = async (queue: string): Promise<readonly GetMessage[]> => {
    const connection = await connect(amqpUrl, { noDelay: true });
    const channel = await connection.createChannel();
    const messages: GetMessage[] = [];
    for (let got = await channel.get(prefix + queue); got; got = await channel.get(prefix + queue)) {
      channel.ack(got);
      messages.push(got);
    }
    await connection.close();
    return messages;
  };
  return { plan, door, start, takeAll };
}

function eventOf(type: string) {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type,
    source: 'transcription',
    subject: randomUUID(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${type}.schema.json`,
    generation: 1,
    owner: 'tests',
    data: {},
  };
}

const idOf = ({ properties }: GetMessage) => String(properties.messageId);
const copyOf = ({ properties }: GetMessage) => String(properties.headers?.['x-copy']);
