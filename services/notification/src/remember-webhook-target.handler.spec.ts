import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  recordingRequested,
  type JobSubmitted,
  type RecordingRequested,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { InMemoryInbox, rootEvent } from '@meeting-intelligence/messaging';
import { expect, test } from 'vitest';
import { RememberWebhookTargetHandler } from './remember-webhook-target.handler.js';
import { WebhookTargets, type WebhookTarget } from './webhook-targets.js';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const older = KeyRing.parse(key('k1', 1));
const keys = KeyRing.parse(`${key('k2', 2)},${key('k1', 1)}`);
const foreign = KeyRing.parse(key('k9', 9));
const jobId = randomUUID();
const url = 'https://cms.example/hook';

class FakeTargets extends WebhookTargets {
  target?: WebhookTarget;
  override async remember(_: unknown, __: string, target: WebhookTarget): Promise<void> {
    this.target = target;
  }
  override async find(): Promise<WebhookTarget | undefined> {
    return this.target;
  }
  override async erase(): Promise<void> {
    this.target = undefined;
  }
}

async function remembered(webhook: JobSubmitted['data']['webhook']): Promise<WebhookTarget> {
  const targets = new FakeTargets();
  const inbox = new InMemoryInbox({ publish: async () => undefined }, 'notification');
  const data = jobSubmitted.schema.parse({ ...jobSubmitted.example, webhook });
  const origin = { source: 'test', subject: jobId, owner: 'cms', generation: 1 };
  const event = rootEvent(jobSubmitted(data), origin) as JobSubmitted;
  await new RememberWebhookTargetHandler(inbox, targets, keys).handle(event);
  return targets.target!;
}

test('keeps a secret as the gateway sealed it', async () => {
  const secret = keys.seal('s3cret', jobId);

  expect(await remembered({ url, secret })).toMatchObject({ url, secret });
});

test.each([
  ['an older gateway sent plain', 's3cret'],
  ['is sealed with an older key', older.seal('s3cret', jobId)],
])('a secret that %s is kept under the newest key', async (_, secret) => {
  const kept = await remembered({ url, secret });

  expect(keys.needsResealing(kept.secret ?? '')).toBe(false);
  expect(keys.open(kept.secret ?? '', jobId)).toBe('s3cret');
});

test('a secret that does not open is kept as it is: its key may come back', async () => {
  const secret = foreign.seal('s3cret', jobId);

  expect(await remembered({ url, secret })).toMatchObject({ secret });
});

test('no secret and no webhook stay what they are', async () => {
  expect(await remembered({ url, secret: null })).toMatchObject({ url, secret: null });
  expect(await remembered(null)).toMatchObject({ url: null, secret: null });
});

test('also learns it from a job whose recording may never be got hold of', async () => {
  const targets = new FakeTargets();
  const inbox = new InMemoryInbox({ publish: async () => undefined }, 'notification');
  const webhook = { url, secret: keys.seal('s3cret', jobId) };
  const data = recordingRequested.schema.parse({ ...recordingRequested.example, webhook });
  const origin = { source: 'test', subject: jobId, owner: 'cms', generation: 1 };
  const event = rootEvent(recordingRequested(data), origin) as RecordingRequested;

  await new RememberWebhookTargetHandler(inbox, targets, keys).handle(event);

  expect(targets.target).toMatchObject(webhook);
});
