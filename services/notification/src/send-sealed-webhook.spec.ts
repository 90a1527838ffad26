import { randomUUID } from 'node:crypto';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { expect, test } from 'vitest';
import { SendSealedWebhook } from './send-sealed-webhook.js';
import { WebhookSender, type SendResult, type Webhook } from './webhook-sender.js';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const older = KeyRing.parse(key('k1', 1));
const keys = KeyRing.parse(`${key('k2', 2)},${key('k1', 1)}`);
const jobId = randomUUID();
const never = new AbortController().signal;

class FakeSender extends WebhookSender {
  override readonly timeoutMs = 1_234;
  readonly sent: Webhook[] = [];
  override async send(webhook: Webhook): Promise<SendResult> {
    this.sent.push(webhook);
    const attempt = { startedAt: new Date(), durationMs: 1, statusCode: 200, responseText: '', error: null };
    return { attempt };
  }
}

async function sendWith(ring: KeyRing, secret: string | null) {
  const sender = new FakeSender();
  const webhook = { url: 'https://cms.example/hook', deliveryId: 'd', body: '{}' };
  const result = await new SendSealedWebhook(ring, sender).send({ ...webhook, jobId, secret }, never);
  return { webhook, result, sent: sender.sent };
}

test.each([
  ['sealed with the newest key', keys.seal('s3cret', jobId)],
  ['sealed with an older key', older.seal('s3cret', jobId)],
  ['kept plain by an older build', 's3cret'],
])('a secret %s is sent open', async (_, secret) => {
  const { webhook, result, sent } = await sendWith(keys, secret);

  expect(sent).toEqual([{ ...webhook, secret: 's3cret' }]);
  expect(result.failure).toBeUndefined();
});

test('a webhook without a secret is sent without one', async () => {
  expect((await sendWith(keys, null)).sent).toMatchObject([{ secret: null }]);
});

test.each([
  ['whose key was removed', keys.seal('s3cret', jobId), 'SECRET_KEY_UNKNOWN'],
  ['of another job', older.seal('s3cret', randomUUID()), 'SECRET_UNREADABLE'],
  ['that was changed', older.seal('s3cret', jobId).replace(/.$/, '-'), 'SECRET_UNREADABLE'],
])('a webhook with a secret %s is not sent, and fails for good with %s', async (_, secret, code) => {
  const { result, sent } = await sendWith(older, secret);

  expect(sent).toEqual([]);
  expect(result.failure).toMatchObject({ code, retryable: false });
  expect(result.attempt).toMatchObject({ statusCode: null, error: result.failure!.message });
});

test('takes as long as what it sends with', () => {
  expect(new SendSealedWebhook(keys, new FakeSender()).timeoutMs).toBe(1_234);
});
