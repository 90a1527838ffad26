import {
  jobCancelled,
  jobCompleted,
  jobFailed,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type WebhookExhausted,
} from '@meeting-intelligence/contracts';
import { AppError, errorCodes } from '@meeting-intelligence/errors';
import {
  Deferral,
  deferUntried,
  InMemoryInbox,
  rootEvent,
  type HandlerContext,
} from '@meeting-intelligence/messaging';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { beforeEach, expect, test } from 'vitest';
import { DeliverWebhook } from './deliver-webhook.js';
import { Deliveries, type Claim } from './deliveries.js';
import { deliveryOf } from './delivery.js';
import { giveUpWebhook } from './give-up-webhook.js';
import { SendSealedWebhook } from './send-sealed-webhook.js';
import { SettleExhaustedHandler } from './settle-exhausted.handler.js';
import { WebhookSender, type SendResult } from './webhook-sender.js';
import { WebhookTargets, type WebhookTarget } from './webhook-targets.js';

const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const event = rootEvent(jobFailed(jobFailed.example), {
  source: 'test',
  subject: jobId,
  owner: 'cms',
  generation: 1,
});
const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const ending = { outcome: 'failed', error: jobFailed.example.error } as const;
const attempt = { startedAt: new Date(), durationMs: 1, statusCode: 500, responseText: '', error: 'no' };

class FakeTargets extends WebhookTargets {
  target?: WebhookTarget | 'erased' = {
    url: 'https://cms.example/hook',
    secret: 's',
    metadata: {},
    externalId: null,
  };
  override async remember(): Promise<void> {}
  override async find(): Promise<WebhookTarget | 'erased' | undefined> {
    return this.target;
  }
  override async erase(): Promise<void> {
    this.target = 'erased';
  }
}

class FakeDeliveries extends Deliveries {
  claimed: Claim = { kind: 'claimed', lease: 'lease-1' };
  attempts: number | undefined = 3;
  isSettled = true;
  readonly calls: unknown[] = [];
  override async claim(): Promise<Claim> {
    return this.claimed;
  }
  override async release(_: unknown, lease: string): Promise<void> {
    this.calls.push(['released', lease]);
  }
  override async recordDelivered(): Promise<number | undefined> {
    this.calls.push(['delivered']);
    return this.attempts;
  }
  override async recordFailed(_: unknown, lease: string) {
    this.calls.push(['failed', lease]);
    return this.attempts;
  }
  override async erase(): Promise<void> {
    this.attempts = undefined;
  }
  override async giveUp(): Promise<boolean> {
    this.calls.push(['given up']);
    return this.isSettled;
  }
}

class FakeSender extends WebhookSender {
  override readonly timeoutMs = 1_000;
  sent = 0;
  result: SendResult | Error = { attempt: { ...attempt, statusCode: 202, error: null } };
  override async send(): Promise<SendResult> {
    this.sent += 1;
    if (this.result instanceof Error) throw this.result;
    return this.result;
  }
}

let published: Envelope[];
let targets: FakeTargets;
let deliveries: FakeDeliveries;
let sender: FakeSender;

beforeEach(() => {
  published = [];
  targets = new FakeTargets();
  deliveries = new FakeDeliveries();
  sender = new FakeSender();
});

const context: HandlerContext = {
  signal: new AbortController().signal,
  attempt: 1,
  isLastAttempt: false,
  checkpoint: undefined,
};

function deliver(changes: Partial<HandlerContext> = {}) {
  const bus = { publish: async (events: readonly Envelope[]) => void published.push(...events) };
  const inbox = new InMemoryInbox(bus, 'notification');
  const sealed = new SendSealedWebhook(keys, sender);
  return new DeliverWebhook(inbox, targets, deliveries, sealed).deliver(event, ending, {
    ...context,
    ...changes,
  });
}

function refuseWith(options: { retryable?: boolean; retryAfterMs?: number } = {}) {
  sender.result = { attempt, failure: new AppError('WEBHOOK_REJECTED', 'cms.example answered 500', options) };
}

test('a delivered webhook is recorded and told of', async () => {
  expect(await deliver()).toEqual([]);

  expect(deliveries.calls).toEqual([['delivered']]);
  expect(published).toMatchObject([{ type: webhookDelivered.type, data: { attempts: 3, statusCode: 202 } }]);
});

test('what somebody else is sending is looked at again, without losing the checkpoint', async () => {
  deliveries.claimed = { kind: 'busy' };

  expect(await deliver({ checkpoint: { lookUps: 2 } })).toEqual(deferUntried(3_000, { lookUps: 2 }));
  expect(sender.sent).toBe(0);
});

test('what is settled is not sent', async () => {
  deliveries.claimed = { kind: 'settled' };

  expect(await deliver()).toEqual([]);
  expect(sender.sent).toBe(0);
});

test('a process that stops in the middle gives its claim back', async () => {
  sender.result = new Error('stopping');

  await expect(deliver()).rejects.toThrow('stopping');
  expect(deliveries.calls).toEqual([['released', 'lease-1']]);
});

test('records a failure, and how many there were', async () => {
  refuseWith({});

  await expect(deliver()).rejects.toMatchObject({ code: 'WEBHOOK_REJECTED', checkpoint: { attempts: 3 } });
  expect(deliveries.calls).toEqual([['failed', 'lease-1']]);
});

test('what was given up is marked as exhausted, once nobody can be sending it any more', async () => {
  const handler = new SettleExhaustedHandler(deliveries);
  const origin = { source: 'notification', subject: jobId, owner: 'cms', generation: 1 };
  const exhausted = rootEvent(webhookExhausted(webhookExhausted.example), origin) as WebhookExhausted;

  deliveries.isSettled = false;
  expect(await handler.handle(exhausted, context)).toEqual(deferUntried(3_000, undefined));
  deliveries.isSettled = true;
  expect(await handler.handle(exhausted, context)).toEqual([]);
});

test('a secret that does not open is a recorded failure for good, and nothing is sent', async () => {
  targets.target = { ...(targets.target as WebhookTarget), secret: keys.seal('s', 'another job') };

  const code = 'SECRET_UNREADABLE';
  await expect(deliver()).rejects.toMatchObject({ code, retryable: false, checkpoint: { attempts: 3 } });
  expect(sender.sent).toBe(0);
  expect(deliveries.calls).toEqual([['failed', 'lease-1']]);
});

test('hands on how long the CMS asked us to wait', async () => {
  refuseWith({ retryAfterMs: 90_000 });

  await expect(deliver()).rejects.toMatchObject({ retryAfterMs: 90_000, retryable: true });
});

test('a failure does not matter any more once another copy has delivered', async () => {
  refuseWith();
  deliveries.attempts = undefined;

  expect(await deliver({ isLastAttempt: true })).toEqual([]);
});

test('nothing is sent of a job that was erased', async () => {
  targets.target = 'erased';

  expect(await deliver()).toEqual([]);
  expect(sender.sent).toBe(0);
});

test('a webhook that was delivered while its job was erased is not told of', async () => {
  deliveries.attempts = undefined;

  expect(await deliver()).toEqual([]);
  expect(published).toEqual([]);
});

test('an unknown target is waited for twenty times, then counts as a failure', async () => {
  targets.target = undefined;

  expect(await deliver()).toEqual(new Deferral(3_000, { lookUps: 1 }));
  expect(await deliver({ checkpoint: { lookUps: 19 } })).toEqual(new Deferral(3_000, { lookUps: 20 }));
  await expect(deliver({ checkpoint: { lookUps: 20 } })).rejects.toMatchObject({
    code: 'WEBHOOK_TARGET_UNKNOWN',
    retryable: true,
    checkpoint: { lookUps: 20 },
  });
});

test('giving up tells of the delivery, its attempts and the reason; a submission given up tells of nothing', () => {
  const failure = new AppError('WEBHOOK_REJECTED', 'cms.example answered 500', {
    checkpoint: { attempts: 4 },
  });
  const [told, ...others] = giveUpWebhook(event, failure);

  expect(others).toEqual([]);
  expect(told).toEqual(
    webhookExhausted({
      deliveryId: deliveryOf(event, 'failed').id,
      outcome: 'failed',
      attempts: 4,
      reason: 'cms.example answered 500',
    }),
  );
  expect(giveUpWebhook(event, new AppError('UNEXPECTED', 'at db-7.internal'))[0]?.data).toMatchObject({
    reason: errorCodes.UNEXPECTED.meaning,
  });
  expect(giveUpWebhook({ ...event, type: 'job.submitted.v1' }, failure)).toEqual([]);
  expect(giveUpWebhook({ ...event, type: jobCompleted.type }, failure)[0]?.data).toMatchObject({
    outcome: 'completed',
  });
  expect(giveUpWebhook({ ...event, type: jobCancelled.type }, failure)[0]?.data).toMatchObject({
    outcome: 'cancelled',
  });
});
