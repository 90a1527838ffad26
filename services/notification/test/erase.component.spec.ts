import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  jobCompleted,
  jobErased,
  jobFailed,
  jobSubmitted,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { rootEvent, type InMemoryEventBus } from '@meeting-intelligence/messaging';
import { autoTeardown, eventually, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveryOf } from '../src/delivery.js';
import { Receiver, status, type Answer } from './receiver.js';
import { RunningNotification } from './running-notification.js';

const secret = 'a-very-secret-secret';
const secretKeys = `k1:${randomBytes(32).toString('base64')}`;
const keys = KeyRing.parse(secretKeys);
const leaks = leakCheck();
const teardown = autoTeardown();
const receivers = autoTeardown(afterEach);
let bus: InMemoryEventBus;
let service: RunningNotification;

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  service = await RunningNotification.start(database.url, secretKeys);
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

const event = (jobId: string, draft: EventDraft, generation = 1): Envelope =>
  rootEvent(draft, { source: 'test', subject: jobId, owner: 'cms', generation });
const submitted = (jobId: string, webhook: { url: string; secret: string }) =>
  event(
    jobId,
    jobSubmitted({
      ...jobSubmitted.example,
      webhook: { ...webhook, secret: keys.seal(webhook.secret, jobId) },
    }),
  );
const completed = (jobId: string, generation = 1) =>
  event(jobId, jobCompleted(jobCompleted.example), generation);
const failed = (jobId: string) => event(jobId, jobFailed(jobFailed.example));
const erased = (jobId: string) => event(jobId, jobErased({}));
const published = (jobId: string, type: string) => service.published(jobId, type);
const idOf = (jobId: string) => deliveryOf({ subject: jobId, generation: 1 }, 'completed').id;

/** A job whose target is known. */
async function jobOf(receiver: Receiver): Promise<string> {
  const jobId = randomUUID();
  await bus.publish([submitted(jobId, { url: receiver.url, secret })]);
  await bus.idle();
  return jobId;
}

/** What is left of a job in the tables. */
async function leftOf(jobId: string): Promise<unknown> {
  const [row] = await service.database.query<unknown[]>(
    `select (select count(*)::int from notification.targets where job_id = $1) as targets,
       (select count(*)::int from notification.deliveries where job_id = $1) as deliveries,
       (select count(*)::int from notification.erased_jobs where job_id = $1) as erased`,
    [jobId],
  );
  return row;
}
const onlyItsId = { targets: 0, deliveries: 0, erased: 1 };

test('of an erased job target, deliveries and attempts are deleted, and what comes late sends nothing', async () => {
  const receiver = await cms(status(200));
  const jobId = await jobOf(receiver);
  await bus.publish([completed(jobId)]);
  await eventually(() => expect(published(jobId, webhookDelivered.type)).toHaveLength(1));

  await bus.publish([erased(jobId)]);
  await bus.idle();
  expect(await leftOf(jobId)).toEqual(onlyItsId);
  const attempts = await service.database.query(
    'select from notification.delivery_attempts where delivery_id = $1',
    [idOf(jobId)],
  );
  expect(attempts).toEqual([]);

  await bus.publish([submitted(jobId, { url: receiver.url, secret }), completed(jobId, 2), failed(jobId)]);
  await bus.publish([erased(jobId)]);
  await bus.idle();
  expect(await leftOf(jobId)).toEqual(onlyItsId);
  expect(receiver.received).toHaveLength(1);
  expect(published(jobId, webhookExhausted.type)).toEqual([]);
});

test('a job that is erased before anything of it arrived here is one, too', async () => {
  const receiver = await cms(status(200));
  const jobId = randomUUID();
  await bus.publish([erased(jobId)]);
  await bus.idle();

  await bus.publish([completed(jobId), submitted(jobId, { url: receiver.url, secret })]);
  await bus.idle();

  expect(await leftOf(jobId)).toEqual(onlyItsId);
  expect(receiver.received).toEqual([]);
});

test.each([
  ['is refused', (response: ServerResponse) => response.writeHead(503).end()],
  ['is accepted', (response: ServerResponse) => response.writeHead(200).end()],
])('a webhook of a job that is erased while it is sent, and %s, is not sent again', async (_how, end) => {
  const sending = Promise.withResolvers<ServerResponse>();
  const receiver = await cms((response) => sending.resolve(response));
  const jobId = await jobOf(receiver);
  await bus.publish([completed(jobId)]);
  const response = await sending.promise;

  // Beside it: `idle` would wait for the webhook.
  await bus.publish([erased(jobId)]);
  await eventually(async () => expect(await leftOf(jobId)).toEqual(onlyItsId), { intervalMs: 5 });
  end(response);
  await bus.idle();

  expect(receiver.received).toHaveLength(1);
  expect(await leftOf(jobId)).toEqual(onlyItsId);
  for (const { type } of [webhookDelivered, webhookExhausted]) expect(published(jobId, type)).toEqual([]);
  expect(
    bus
      .deadLetters('notification.job.completed.v1')
      .map(({ body }) => String(body))
      .join(),
  ).not.toContain(jobId);
});

test('jobs that are erased while they are submitted and told of leave nothing', async () => {
  const receiver = await cms(status(200));
  const jobs = Array.from({ length: 12 }, () => randomUUID());

  await Promise.all(
    jobs.flatMap((jobId) => [
      bus.publish([submitted(jobId, { url: receiver.url, secret })]),
      bus.publish([erased(jobId)]),
      bus.publish([completed(jobId)]),
    ]),
  );
  await bus.idle();

  for (const jobId of jobs) expect(await leftOf(jobId)).toEqual(onlyItsId);
});
