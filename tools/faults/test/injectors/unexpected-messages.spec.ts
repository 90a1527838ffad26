import { jobSubmitted, stageFailed } from '@meeting-intelligence/contracts';
import { createRabbitMqEventBus, createRunner, type EventBus } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { connect } from 'amqplib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBrokerDoor, type BrokerDoor } from '../../src/injectors/index.js';

const teardown = autoTeardown(afterEach);
const queue = 'transcription.job.submitted.v1';
let amqpUrl: string;
let prefix: string;
let door: BrokerDoor;
let bus: EventBus;
const handled: string[] = [];

beforeEach(async () => {
  const broker = await testBroker();
  teardown.add('broker', () => broker.close());
  ({ amqpUrl, prefix } = broker);
  door = teardown.use(await openBrokerDoor(amqpUrl, prefix));
  bus = await startBus();
  handled.length = 0;
});

test.each([
  ['not-json', 'malformed'],
  ['not-an-envelope', 'malformed'],
  ['wrong-data', 'permanent'],
] as const)('a message with the fault %s becomes a %s dead letter, found by its job', async (how, reason) => {
  const { jobId } = await door.placeMalformed(queue, how);

  await eventually(async () => expect(await door.depth(`${queue}.dead`)).toBe(1));
  expect(await deadLetter()).toMatchObject({ 'x-dead-reason': reason, 'x-job-id': jobId });
  expect(handled).toEqual([]);
});

test('an event of an unknown version becomes a dead letter, and the next event is handled', async () => {
  const { jobId } = await door.placeUnknownVersion(queue);
  const sound = await door.placePoison(queue);

  await eventually(() => expect(handled).toEqual([sound.jobId]));
  expect(await deadLetter()).toMatchObject({
    'x-dead-event-type': 'job.submitted.v99',
    'x-job-id': jobId,
  });
});

test('a queue that is deleted under its consumer comes back with it', async () => {
  expect(await door.deleteQueue(queue)).toBe(0);
  await eventually(async () => expect(await door.depth(queue)).toBe(0));
  await eventually(() => expect(bus.readiness()).toEqual({ ready: true }));

  const { jobId } = await door.placePoison(queue);

  await eventually(() => expect(handled).toEqual([jobId]));
});

test('says so where there is no such queue', async () => {
  expect(await door.depth('transcription.lunch.v1')).toBeUndefined();
  await expect(door.placePoison('persistence.transcript.created.v1')).rejects.toThrow('there is no queue');
  await expect(door.placePoison('transcription.lunch.v1')).rejects.toThrow('<service>.<event type>');
});

async function startBus(): Promise<EventBus> {
  const logger = createLogger({ name: 'test', version: '0' }, 'silent');
  const config = {
    AMQP_URL: amqpUrl,
    QUEUE_PREFIX: prefix,
    CONCURRENCY: 1,
    RETRY_DELAYS_MS: [100],
    DEFER_DELAYS_MS: [50],
    GRACE_PERIOD_MS: 1_000,
    CLAIM_CHECK_BYTES: 262_144,
  };
  const started = createRabbitMqEventBus(config, {
    logger,
    service: { name: 'transcription', version: '0' },
    pipeline: [
      { event: jobSubmitted, publishedBy: ['ingest'], consumedBy: ['transcription'] },
      { event: stageFailed, publishedBy: ['transcription'], consumedBy: ['ingest'] },
    ],
  });
  teardown.use(started);
  started.subscribe({
    service: 'transcription',
    types: [jobSubmitted.type],
    deliver: createRunner({
      service: 'transcription',
      bus: started,
      handlers: new Map([[jobSubmitted.type, async ({ subject }) => void handled.push(subject)]]),
      onGivenUp: () => [],
      retryDelaysMs: config.RETRY_DELAYS_MS,
      handlerTimeoutMs: 5_000,
      claimCheckBytes: config.CLAIM_CHECK_BYTES,
      logger,
    }),
  });
  await eventually(() => expect(started.readiness()).toEqual({ ready: true }));
  return started;
}

/** The headers of the one that there is. */
async function deadLetter(): Promise<Record<string, unknown> | undefined> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  const message = await channel.get(`${prefix}${queue}.dead`, { noAck: true });
  await connection.close();
  return message ? message.properties.headers : undefined;
}
