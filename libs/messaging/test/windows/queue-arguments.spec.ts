// Why the queues are declared as they are (`src/rabbitmq/topology.ts`), shown on the queues as they are declared.
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib';
import { afterEach, describe, expect, test } from 'vitest';
import { deadQueueName, exchangeNames } from '../../src/index.js';
import { retryCopy } from '../../src/message/copies.js';
import { assertTopology } from '../../src/rabbitmq/assert-topology.js';
import { describeTopology, type QueueDeclaration } from '../../src/rabbitmq/topology.js';
import { failure, newEvent, smallPipeline, submitted } from '../support.js';

const teardown = autoTeardown(afterEach);
const quorum = { 'x-queue-type': 'quorum' };
const whole = describeTopology({
  prefix: '',
  retryDelaysMs: [60_000, 120_000, 240_000],
  deferDelaysMs: [3_000],
});

test.each([
  [
    'a classic queue refuses at-least-once dead-lettering',
    { 'x-queue-type': 'classic' },
    'x-dead-letter-strategy',
    'at-least-once',
  ],
  ['a quorum queue refuses priorities', quorum, 'x-max-priority', 10],
  ['a quorum queue refuses a queue mode', quorum, 'x-queue-mode', 'lazy'],
])('%s', async (_what, type, argument, value) => {
  const { channel, prefix } = await start();

  const declared = channel.assertQueue(`${prefix}q`, { arguments: { ...type, [argument]: value } });

  await expect(declared).rejects.toThrow(/PRECONDITION_FAILED|INTERNAL_ERROR|INTERNAL-ERROR/);
});

test('every queue of the pipeline is a quorum queue; none has a mode, a priority or a cap on its length', () => {
  for (const { name, arguments: declared } of everyQueue()) {
    expect(declared, name).toMatchObject(quorum);
    expect(Object.keys(declared).join(), name).not.toMatch(/mode|priority|max-length|expires/);
  }
});

test('every queue that dead-letters does so at least once, to a queue other than itself that is bound before', () => {
  const bound = new Map<string, string[]>();
  const bind = ({ exchange, key, queue }: { exchange: string; key: string; queue: string }) =>
    bound.set(`${exchange} ${key}`, [...(bound.get(`${exchange} ${key}`) ?? []), queue]);
  const check = ({ name, arguments: declared }: QueueDeclaration) => {
    expect(declared, name).toMatchObject({
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
    const { 'x-dead-letter-exchange': exchange, 'x-dead-letter-routing-key': key } = declared;
    const targets = bound.get(`${String(exchange)} ${String(key)}`);
    expect(targets, name).toHaveLength(1);
    expect(targets, name).not.toContain(name);
  };

  whole.deadBindings.forEach(bind);
  whole.workQueues.forEach(check);
  whole.workBindings.forEach(bind);
  whole.tiers.forEach(check);
  for (const { name, arguments: declared } of whole.deadQueues)
    expect(Object.keys(declared).join(), name).not.toMatch(/dead-letter|ttl/);
});

test('targets are declared before what leads to them: a queue never exists without the binding of its dead letters', async () => {
  const { connection, prefix } = await start();
  const declared: string[] = [];
  const recorded = recording(connection, declared);

  await assertTopology(recorded, describeTopology({ ...smallDelays, prefix, pipeline: smallPipeline }));

  const kinds = declared.map((entity) => entity.replace(prefix, '').replace(/ .*/, ''));
  const last = (kind: string) => kinds.lastIndexOf(kind);
  const first = (kind: string) => kinds.indexOf(kind);
  expect(last('dead-queue')).toBeLessThan(first('exchange'));
  expect(last('exchange')).toBeLessThan(first('binding'));
  expect(
    declared.slice(first('binding'), first('work-queue')).every((entity) => entity.includes('.dead')),
  ).toBe(true);
  expect(last('work-queue')).toBeLessThan(first('tier'));
  expect(last('binding')).toBeLessThan(first('tier'));
});

test('a dead letter survives being looked at and given back 30 times', async () => {
  const { channel, dead } = await declared();
  channel.sendToQueue(dead, Buffer.from('x'), { persistent: true });
  await channel.waitForConfirms();

  for (let look = 0; look < 30; look += 1) channel.nack(await taken(channel, dead));

  expect((await taken(channel, dead)).content.toString()).toBe('x');
});

test('a limit of -1 would be none on 4.x, and loses a message at the first look on 3.10', async () => {
  const { channel, prefix, is4 } = await start();
  const queue = `${prefix}q`;
  await channel.assertQueue(queue, { arguments: { ...quorum, 'x-delivery-limit': -1 } });
  channel.sendToQueue(queue, Buffer.from('x'), { persistent: true });
  await channel.waitForConfirms();

  channel.nack(await taken(channel, queue));

  await eventually(async () =>
    expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: is4 ? 1 : 0 }),
  );
});

describe('a delivery without an outcome counts towards the limit of twenty, also one that', () => {
  test.each<[string, (channel: ConfirmChannel, message: GetMessage) => unknown]>([
    ['is given back (nack)', (channel, message) => channel.nack(message)],
    ['is rejected', (channel, message) => channel.reject(message, true)],
    ['is held by a process that ends', (channel) => channel.close()],
  ])('%s', async (_how, end) => {
    const { connection, channel, work, dead } = await declared();
    channel.sendToQueue(work, Buffer.from('x'), { persistent: true });
    await channel.waitForConfirms();

    const counts: number[] = [];
    for (let delivery = 0; delivery <= 20; delivery += 1) {
      const consumer = await connection.createConfirmChannel();
      const message = await taken(consumer, work);
      counts.push(Number(message.properties.headers?.['x-delivery-count'] ?? 0));
      await end(consumer, message);
    }

    const letter = await taken(channel, dead);
    expect(counts).toEqual(Array.from({ length: 21 }, (_, index) => index));
    expect(letter.properties.headers?.['x-death']).toMatchObject([
      { queue: work, reason: 'delivery_limit', count: 1 },
    ]);
  });
});

test('a replay that carries the x-death of its death vanishes on 3.10; the copy that we make of it arrives', async () => {
  const { channel, work, dead, tier, is4 } = await declared();
  channel.sendToQueue(work, Buffer.from(JSON.stringify(newEvent())), { persistent: true });
  await channel.waitForConfirms();
  for (let delivery = 0; delivery <= 20; delivery += 1) channel.nack(await taken(channel, work));
  const letter = await taken(channel, dead);
  const headers = letter.properties.headers ?? {};
  const replay = async (replayed: Record<string, unknown>) => {
    channel.sendToQueue(tier, letter.content, { persistent: true, headers: replayed });
    await channel.waitForConfirms();
    await eventually(async () => expect((await channel.checkQueue(tier)).messageCount).toBe(0));
  };

  await replay(headers);
  if (is4) channel.ack(await taken(channel, work));
  const copy = retryCopy({ queue: submitted, body: letter.content, headers, deliveryCount: 0 }, failure);
  expect(Object.keys(copy.headers).join()).not.toMatch(/death|delivery-count/);
  await replay(copy.headers);

  expect((await taken(channel, work)).properties.headers).toMatchObject({ 'x-copy': copy.headers['x-copy'] });
  expect(await channel.checkQueue(work)).toMatchObject({ messageCount: 0 });
});

const smallDelays = { retryDelaysMs: [50], deferDelaysMs: [3_000] };

async function start() {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const connection = await connect(broker.amqpUrl);
  connection.on('error', () => undefined); // asserted by the call that caused it
  teardown.add('connection', () => connection.close().catch(() => undefined));
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  const version = String(connection.connection.serverProperties.version);
  return { connection, channel, prefix: broker.prefix, is4: Number(version.split('.')[0]) >= 4 };
}

async function declared() {
  const started = await start();
  const { connection, prefix } = started;
  await assertTopology(connection, describeTopology({ ...smallDelays, prefix, pipeline: smallPipeline }));
  const work = prefix + submitted;
  return { ...started, work, dead: deadQueueName(work), tier: `${work}.retry.50ms` };
}

function everyQueue(): readonly QueueDeclaration[] {
  return [...whole.deadQueues, ...whole.workQueues, ...whole.tiers];
}

/** The connection, with a note of everything that was declared on it, in the order of the broker's answers. */
function recording(connection: ChannelModel, declared: string[]): ChannelModel {
  const kindOf = (queue: string) =>
    queue.endsWith('.dead') ? 'dead-queue' : /\.(retry|defer)\./.test(queue) ? 'tier' : 'work-queue';
  return new Proxy(connection, {
    get(target, property: keyof ChannelModel) {
      if (property !== 'createChannel') return Reflect.get(target, property) as unknown;
      return async () => {
        const channel = await target.createChannel();
        const [assertQueue, assertExchange, bindQueue] = [
          channel.assertQueue.bind(channel),
          channel.assertExchange.bind(channel),
          channel.bindQueue.bind(channel),
        ];
        channel.assertQueue = async (queue, options) => {
          const answer = await assertQueue(queue, options);
          declared.push(`${kindOf(answer.queue)} ${answer.queue}`);
          return answer;
        };
        channel.assertExchange = async (exchange, ...rest) => {
          const answer = await assertExchange(exchange, ...rest);
          declared.push(`exchange ${exchange}`);
          return answer;
        };
        channel.bindQueue = async (queue, exchange, ...rest) => {
          const answer = await bindQueue(queue, exchange, ...rest);
          declared.push(`binding ${exchange.includes(exchangeNames.dead) ? '.dead' : ''} ${queue}`);
          return answer;
        };
        return channel;
      };
    },
  });
}

function taken(channel: ConfirmChannel, queue: string): Promise<GetMessage> {
  return eventually(
    async () => {
      const message = await channel.get(queue);
      if (message === false) throw new Error(`no message in ${queue}`);
      return message;
    },
    { intervalMs: 10 },
  );
}
