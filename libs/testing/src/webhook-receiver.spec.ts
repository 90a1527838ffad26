import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from './eventually.js';
import { leakCheck, type LeakCheck } from './leaks.js';
import { autoTeardown } from './teardown.js';
import { WebhookReceiver, type WebhookAnswer } from './webhook-receiver.js';

const teardown = autoTeardown(afterEach);
let leaks: LeakCheck;
beforeAll(() => void (leaks = leakCheck()));
afterAll(() => leaks.assertNone());

const listen = async () => teardown.use(await WebhookReceiver.listen<{ job_id: string }>());

function post({ url }: WebhookReceiver<{ job_id: string }>, body = '{"job_id":"j1"}', timeoutMs = 5_000) {
  const signal = AbortSignal.timeout(timeoutMs);
  return fetch(url, { method: 'POST', headers: { 'webhook-id': 'w1' }, body, signal });
}

test('keeps what it is sent, with its time and what it answered', async () => {
  const receiver = await listen();
  const before = Date.now();

  expect((await post(receiver)).status).toBe(204);

  expect(receiver.webhooks).toMatchObject([
    { body: { job_id: 'j1' }, headers: { 'webhook-id': 'w1' }, answered: 204 },
  ]);
  const { receivedAt } = receiver.webhooks[0]!;
  expect(receivedAt).toBeGreaterThanOrEqual(before);
  expect(receivedAt).toBeLessThanOrEqual(Date.now());
});

test('answers as its behaviour says, webhook by webhook, until it behaves well', async () => {
  const receiver = await listen();
  receiver.behave(({ headers }) => ({ status: headers['webhook-id'] === 'w1' ? 503 : 200 }));
  expect((await post(receiver)).status).toBe(503);

  receiver.behaveWell();

  expect((await post(receiver)).status).toBe(204);
  expect(receiver.webhooks.map(({ answered }) => answered)).toEqual([503, 204]);
});

test('keeps a webhook at once that it answers late', async () => {
  const receiver = await listen();
  receiver.behave(() => ({ status: 200, afterMs: 100 }));
  const answer = post(receiver);

  await eventually(() => expect(receiver.webhooks).toMatchObject([{ answered: undefined }]), {
    intervalMs: 5,
  });

  expect((await answer).status).toBe(200);
  expect(Date.now() - receiver.webhooks[0]!.receivedAt).toBeGreaterThanOrEqual(95);
});

test('does not answer while it hangs, and ends those connections when it behaves well', async () => {
  const receiver = await listen();
  receiver.behave(() => 'hang');
  const impatient = post(receiver, undefined, 100);
  await expect(impatient).rejects.toThrow('timeout');
  const patient = post(receiver);
  await eventually(() => expect(receiver.webhooks).toHaveLength(2));

  receiver.behaveWell();

  await expect(patient).rejects.toThrow('fetch failed');
  expect(receiver.webhooks.map(({ answered }) => answered)).toEqual([undefined, undefined]);
});

test('ends the connection of a webhook that it keeps', async () => {
  const receiver = await listen();
  receiver.behave((): WebhookAnswer => 'reset');

  await expect(post(receiver)).rejects.toThrow('fetch failed');
  expect(receiver.webhooks).toMatchObject([{ answered: undefined }]);
});

test('refuses what is no JSON', async () => {
  const receiver = await listen();

  expect((await post(receiver, 'hello')).status).toBe(400);
  expect(receiver.webhooks).toEqual([]);
});

test('waits for the webhook that matches, not for another', async () => {
  const receiver = await listen();
  const found = receiver.waitFor(({ body }) => body.job_id === 'j2', AbortSignal.timeout(5_000));
  await post(receiver);
  await post(receiver, '{"job_id":"j2"}');

  expect(await found).toBe(receiver.webhooks[1]);
  expect(await receiver.waitFor(({ body }) => body.job_id === 'j1', AbortSignal.abort())).toBe(
    receiver.webhooks[0],
  );
});

test('waits no longer than it is told to', async () => {
  const receiver = await listen();

  await expect(receiver.waitFor(() => true, AbortSignal.timeout(20))).rejects.toMatchObject({
    name: 'AbortError',
  });
});
