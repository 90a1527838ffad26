import { randomBytes, randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobCompleted,
  jobFailed,
  jobSubmitted,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type EventDraft,
  type JobOutcome,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { rootEvent, type InMemoryEventBus } from '@meeting-intelligence/messaging';
import {
  autoTeardown,
  databaseText,
  eventually,
  leakCheck,
  testDatabase,
} from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveryOf } from '../src/delivery.js';
import { hang, Receiver, reset, status, type Answer } from './receiver.js';
import { RunningNotification } from './running-notification.js';

const secret = 'a-very-secret-secret';
const secretKeys = `k1:${randomBytes(32).toString('base64')}`;
const keys = KeyRing.parse(secretKeys);
const leaks = leakCheck();
const teardown = autoTeardown();
const receivers = autoTeardown(afterEach);
const lines: string[] = [];
let bus: InMemoryEventBus;
let service: RunningNotification;

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  service = await RunningNotification.start(database.url, secretKeys, lines);
  bus = service.bus;
  teardown.add('service', () => service.stop());
}, 120_000);

afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
});

async function cms(...answers: Answer[]): Promise<Receiver> {
  return receivers.use(await Receiver.start(...answers));
}

function event(jobId: string, draft: EventDraft, generation = 1): Envelope {
  return rootEvent(draft, { source: 'test', subject: jobId, owner: 'cms', generation });
}

const submitted = (jobId: string, webhook: { url: string; secret: string | null } | null) =>
  event(
    jobId,
    jobSubmitted({
      ...jobSubmitted.example,
      webhook: webhook && { ...webhook, secret: webhook.secret && keys.seal(webhook.secret, jobId) },
    }),
  );
const completed = (jobId: string, generation = 1) =>
  event(
    jobId,
    jobCompleted({
      meeting: { ...jobCompleted.example.meeting, job_id: jobId, title: 'Zoë 東京 😀' },
    }),
    generation,
  );
const failed = (jobId: string, generation = 1) => event(jobId, jobFailed(jobFailed.example), generation);
const cancelled = (jobId: string) => event(jobId, jobCancelled({}));

function published(jobId: string, type: string): Envelope[] {
  return service.published(jobId, type);
}

function told(jobId: string, type: string): Promise<unknown> {
  return eventually(() => {
    const events = published(jobId, type);
    expect(events).toHaveLength(1);
    return events[0]!.data;
  });
}

/** A job whose target is known. */
async function jobOf(receiver: Receiver): Promise<string> {
  const jobId = randomUUID();
  await bus.publish([submitted(jobId, { url: receiver.url, secret })]);
  await bus.idle();
  return jobId;
}

function idOf(jobId: string, outcome: JobOutcome = 'completed', generation = 1): string {
  return deliveryOf({ subject: jobId, generation }, outcome).id;
}

async function deliveryRow(id: string) {
  const database = service.database;
  const [row] = await database.query<{ status: string; attempts: number }[]>(
    'select status, attempts from notification.deliveries where id = $1',
    [id],
  );
  return row;
}

test('tells the CMS of a completed meeting, once, with the secret and the metadata', async () => {
  const receiver = await cms(status(200));
  const jobId = await jobOf(receiver);

  await bus.publish([completed(jobId)]);

  const deliveryId = idOf(jobId);
  expect(await told(jobId, webhookDelivered.type)).toEqual({
    deliveryId,
    outcome: 'completed',
    attempts: 1,
    statusCode: 200,
  });
  expect(receiver.received).toHaveLength(1);
  const { headers, body } = receiver.received[0]!;
  expect(headers).toMatchObject({ 'x-webhook-secret': secret, 'webhook-id': deliveryId });
  const { meeting, ...rest } = JSON.parse(body);
  expect(rest).toEqual({
    event_id: deliveryId,
    job_id: jobId,
    generation: 1,
    status: 'completed',
    error: null,
    metadata: { article: 4711 },
    external_id: 'article-4711',
  });
  expect(meeting).toEqual({ ...jobCompleted.example.meeting, job_id: jobId, title: 'Zoë 東京 😀' });
});

test('tells the CMS of a failed job', async () => {
  const receiver = await cms(status(204));
  const jobId = await jobOf(receiver);

  await bus.publish([failed(jobId)]);

  expect(await told(jobId, webhookDelivered.type)).toMatchObject({ outcome: 'failed', statusCode: 204 });
  expect(JSON.parse(receiver.received[0]!.body)).toEqual({
    event_id: idOf(jobId, 'failed'),
    job_id: jobId,
    generation: 1,
    status: 'failed',
    error: jobFailed.example.error,
    meeting: null,
    metadata: { article: 4711 },
    external_id: 'article-4711',
  });
});

test('tells the CMS of a cancelled job, once', async () => {
  const receiver = await cms(status(200));
  const jobId = await jobOf(receiver);

  await bus.publish([cancelled(jobId), cancelled(jobId)]);

  expect(await told(jobId, webhookDelivered.type)).toMatchObject({ outcome: 'cancelled', attempts: 1 });
  await bus.idle();
  expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    {
      event_id: idOf(jobId, 'cancelled'),
      job_id: jobId,
      generation: 1,
      status: 'cancelled',
      error: null,
      meeting: null,
      metadata: { article: 4711 },
      external_id: 'article-4711',
    },
  ]);
});

test('tries again after a 500, a redirect and a timeout, under the same id', async () => {
  const receiver = await cms(status(500), status(302, { location: '/' }), hang, status(200));
  const jobId = await jobOf(receiver);

  await bus.publish([completed(jobId)]);

  expect(await told(jobId, webhookDelivered.type)).toMatchObject({ attempts: 4 });
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([idOf(jobId)]),
  );
  const attempts = await service.database.query<{ status_code: number | null }[]>(
    'select status_code from notification.delivery_attempts where delivery_id = $1 order by number',
    [idOf(jobId)],
  );
  expect(attempts.map(({ status_code }) => status_code)).toEqual([500, 302, null, 200]);
});

test('gives up after the fourth attempt and says so; the job is not touched', async () => {
  const receiver = await cms(status(503, {}, `you sent ${secret}`), reset, status(503));
  const jobId = await jobOf(receiver);

  await bus.publish([completed(jobId)]);

  const reason = expect.stringMatching(/^expected a 2xx status, 127\.0\.0\.1:\d+ answered 503$/);
  expect(await told(jobId, webhookExhausted.type)).toEqual({
    deliveryId: idOf(jobId),
    outcome: 'completed',
    attempts: 4,
    reason,
  });
  expect(receiver.received).toHaveLength(4);
  await eventually(async () =>
    expect(await deliveryRow(idOf(jobId))).toEqual({ status: 'exhausted', attempts: 4 }),
  );
  expect(published(jobId, jobFailed.type)).toEqual([]);
  await eventually(() => expect(bus.deadLetters('notification.job.completed.v1').length).toBeGreaterThan(0));
});

test('410 Gone ends it at once; the replayed dead letter is a new try', async () => {
  const receiver = await cms(status(410), status(200));
  const jobId = await jobOf(receiver);
  await bus.publish([completed(jobId)]);
  expect(await told(jobId, webhookExhausted.type)).toMatchObject({ attempts: 1 });
  expect(receiver.received).toHaveLength(1);

  await bus.publish([completed(jobId)]);

  expect(await told(jobId, webhookDelivered.type)).toMatchObject({ attempts: 2 });
});

test('a webhook that leads into an inner network is given up at once, and says why', async () => {
  const jobId = randomUUID();
  await bus.publish([submitted(jobId, { url: 'http://10.0.0.1:8080/hidden-path', secret })]);
  await bus.idle();

  await bus.publish([completed(jobId)]);

  expect(await told(jobId, webhookExhausted.type)).toMatchObject({
    attempts: 1,
    reason: 'expected a URL on the public internet, its host is a private address',
  });
});

test('many copies of the same event, at once and later, are one webhook', async () => {
  const receiver = await cms((response) => setTimeout(() => response.writeHead(200).end(), 50));
  const jobId = await jobOf(receiver);

  await bus.publish(Array.from({ length: 8 }, () => completed(jobId)));
  await told(jobId, webhookDelivered.type);
  await bus.publish([completed(jobId)]);
  await bus.idle();

  expect(receiver.received).toHaveLength(1);
  expect(published(jobId, webhookDelivered.type)).toHaveLength(1);
});

test('an outcome that overtook its job waits for it', async () => {
  const receiver = await cms(status(200));
  const jobId = randomUUID();

  await bus.publish([completed(jobId), submitted(jobId, { url: receiver.url, secret })]);

  expect(await told(jobId, webhookDelivered.type)).toMatchObject({ attempts: 1 });
});

test('the outcome of a job nobody submitted here is deferred, retried, and then given up', async () => {
  const jobId = randomUUID();

  await bus.publish([completed(jobId)]);

  expect(await told(jobId, webhookExhausted.type)).toMatchObject({
    reason: expect.stringContaining('submission'),
  });
  const handled = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.job_id === jobId);
  expect(handled.filter(({ outcome }) => outcome === 'defer')).toHaveLength(20);
  expect(handled.filter(({ outcome }) => outcome === 'retry')).toHaveLength(3);
});

test('a job without a webhook leads to no delivery and no event', async () => {
  const jobId = randomUUID();
  await bus.publish([submitted(jobId, null)]);
  await bus.idle();

  await bus.publish([completed(jobId)]);
  await bus.idle();

  expect(await deliveryRow(idOf(jobId))).toBeUndefined();
  expect(bus.published.filter(({ subject }) => subject === jobId)).toHaveLength(2);
});

test('nobody is told "failed" and then "completed" of one generation; a later generation is told', async () => {
  const receiver = await cms(status(200));
  const jobId = await jobOf(receiver);
  await bus.publish([failed(jobId)]);
  await told(jobId, webhookDelivered.type);

  await bus.publish([completed(jobId)]);
  await bus.idle();
  expect(receiver.received).toHaveLength(1);
  await bus.publish([completed(jobId, 2)]);

  await eventually(() => expect(published(jobId, webhookDelivered.type)).toHaveLength(2));
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { status: string }).status)).toEqual([
    'failed',
    'completed',
  ]);
});

test('the failure of an older generation, replayed after the next one was told, is not told any more', async () => {
  const receiver = await cms(status(410), status(200));
  const jobId = await jobOf(receiver);
  await bus.publish([failed(jobId)]);
  await told(jobId, webhookExhausted.type);
  await bus.publish([completed(jobId, 2)]);
  await told(jobId, webhookDelivered.type);

  await bus.publish([failed(jobId)]);
  await bus.idle();

  expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { generation: 1, status: 'failed' },
    { generation: 2, status: 'completed' },
  ]);
});

test('characters that PostgreSQL refuses do not stop a webhook', async () => {
  const receiver = await cms(status(200, {}, 'fine\0'));
  const jobId = randomUUID();
  const strange = { title: 'a\0b\ud800', metadata: { 'k\0': '\0\ud800' }, externalId: '7\0' };
  const meeting = { ...jobSubmitted.example.meeting, ...strange };
  await bus.publish([
    event(jobId, jobSubmitted({ ...jobSubmitted.example, meeting, webhook: { url: receiver.url, secret } })),
  ]);

  await bus.publish([completed(jobId)]);

  await told(jobId, webhookDelivered.type);
  expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
    metadata: { 'k\0': '\0\ud800' },
    external_id: '7',
  });
});

test('nothing logged or kept of an attempt holds a secret, a path or a query', async () => {
  const kept = await service.database.query('select * from notification.delivery_attempts');

  const everything = lines.join('') + JSON.stringify(kept);
  for (const hidden of [secret, 'hidden-path', 'hidden-query'])
    expect(everything.includes(hidden)).toBe(false);
});

test('no row of the database holds a secret in plain, also where an older gateway sent it so', async () => {
  const kept = await databaseText((sql) => service.database.query(sql));

  expect(kept).toContain('v1.k1.');
  for (const encoding of ['utf8', 'hex', 'base64'] as const)
    expect(kept.includes(Buffer.from(secret).toString(encoding)), encoding).toBe(false);
});
