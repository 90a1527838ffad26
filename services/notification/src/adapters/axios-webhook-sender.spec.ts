import { loadConfig } from '@meeting-intelligence/config';
import { egressFields, egressPolicy } from '@meeting-intelligence/egress';
import { autoTeardown, freePort, leakCheck } from '@meeting-intelligence/testing';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { endless, hang, Receiver, reset, status, type Answer } from '../../test/receiver.js';
import { AxiosWebhookSender } from './axios-webhook-sender.js';

const leaks = leakCheck();
const teardown = autoTeardown(afterEach);
const policyOf = (environment = {}) => egressPolicy(loadConfig(egressFields, environment));
const sender = new AxiosWebhookSender(400, '1.2.3', policyOf({ EGRESS_ALLOW_CIDRS: '127.0.0.0/8' }));
const never = new AbortController().signal;

afterAll(() => leaks.assertNone());

async function sendTo(answer: Answer, webhook: { url?: string; secret?: string | null } = {}) {
  const receiver = teardown.use(await Receiver.start(answer));
  const sent = {
    url: receiver.url,
    secret: 'a-secret',
    deliveryId: 'd-1',
    body: '{"title":"Zoë 東京 😀"}',
    ...webhook,
  };
  return { receiver, ...(await sender.send(sent, never)) };
}

test('posts the body as it is, with its id, a fresh time, the secret and who we are', async () => {
  const { receiver, failure, attempt } = await sendTo(status(204));

  expect(failure).toBeUndefined();
  expect(attempt).toMatchObject({ statusCode: 204, responseText: '', error: null });
  expect(receiver.received[0]).toMatchObject({
    path: '/hidden-path?key=hidden-query',
    body: '{"title":"Zoë 東京 😀"}',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'd-1',
      'x-webhook-secret': 'a-secret',
      'user-agent': 'MeetingIntelligence/1.2.3',
    },
  });
  const timestamp = Number(receiver.received[0]!.headers['webhook-timestamp']);
  expect(Math.abs(timestamp - Date.now() / 1_000)).toBeLessThan(5);
});

test('sends no secret header where there is no secret', async () => {
  const { receiver } = await sendTo(status(200), { secret: null });

  expect(receiver.received[0]!.headers).not.toHaveProperty('x-webhook-secret');
});

test('asks no proxy, whatever the environment says', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
  vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
  teardown.add('environment', () => vi.unstubAllEnvs());

  expect((await sendTo(status(200))).failure).toBeUndefined();
});

test.each([200, 201, 202, 204, 299])('takes %i as accepted', async (code) => {
  expect((await sendTo(status(code))).failure).toBeUndefined();
});

test.each([400, 401, 404, 500, 503])('takes %i as refused for now', async (code) => {
  const { failure, attempt } = await sendTo(status(code));

  expect(failure).toMatchObject({ code: 'WEBHOOK_REJECTED', retryable: true, retryAfterMs: undefined });
  expect(attempt).toMatchObject({ statusCode: code, error: failure!.message });
});

test('takes 410 as refused for good', async () => {
  expect((await sendTo(status(410))).failure).toMatchObject({ code: 'WEBHOOK_REJECTED', retryable: false });
});

test.each([429, 503])('honours Retry-After of a %i', async (code) => {
  expect((await sendTo(status(code, { 'retry-after': '90' }))).failure).toMatchObject({
    retryAfterMs: 90_000,
  });
});

test('follows no redirect', async () => {
  const elsewhere = teardown.use(await Receiver.start(status(200)));

  const { failure } = await sendTo(status(307, { location: elsewhere.url }));

  expect(failure).toMatchObject({ code: 'WEBHOOK_REJECTED' });
  expect(failure!.message).toMatch(/answered 307, and redirects are not followed/);
  expect(elsewhere.received).toEqual([]);
});

test.each([200, 500])('cuts a %i with an endless body and keeps 4 KiB of it', async (code) => {
  const { attempt, failure } = await sendTo(endless(code));

  expect(attempt.responseText).toBe('x'.repeat(4_096));
  expect(failure?.code).toBe(code === 200 ? undefined : 'WEBHOOK_REJECTED');
});

test('gives up on a CMS that does not answer', async () => {
  const { failure, attempt } = await sendTo(hang);

  expect(failure).toMatchObject({ code: 'WEBHOOK_UNREACHABLE', retryable: true });
  expect(failure!.message).toMatch(/no answer within 400 ms/);
  expect(attempt.durationMs).toBeGreaterThanOrEqual(390);
  expect(attempt.statusCode).toBeNull();
});

test('a 2xx whose body never ends counts: the status is the answer', async () => {
  const { failure, attempt } = await sendTo((response) => response.writeHead(200).write('got it'));

  expect(failure).toBeUndefined();
  expect(attempt).toMatchObject({ statusCode: 200, responseText: 'got it' });
});

test.each([
  ['a reset connection', reset, 'ECONNRESET'],
  ['what is no HTTP', (response) => response.socket!.end('hello\r\n\r\n'), 'HPE_INVALID_CONSTANT'],
] as [string, Answer, string][])('reports %s as unreachable', async (_, answer, reason) => {
  const { failure } = await sendTo(answer);

  expect(failure).toMatchObject({ code: 'WEBHOOK_UNREACHABLE', retryable: true });
  expect(failure!.message).toContain(reason);
});

test.each([
  ['a closed port', `http://127.0.0.1:${await freePort()}/hidden-path`, 'ECONNREFUSED'],
  ['an unknown name', 'http://cms.invalid/hidden-path', /ENOTFOUND|EAI_AGAIN/],
])('reports %s as unreachable, naming the host only', async (_, url, reason) => {
  const { failure } = await sendTo(status(200), { url });

  expect(failure).toMatchObject({ code: 'WEBHOOK_UNREACHABLE', retryable: true });
  expect(failure!.message).toMatch(reason);
  expect(failure!.message).not.toContain('hidden');
});

test.each([
  ['a file URL', { url: 'file:///etc/passwd' }],
  ['a data URL', { url: 'data:text/plain,hello' }],
  ['a secret with a line break', { secret: 'a\r\nX-Injected: yes' }],
  ['a secret in Cyrillic', { secret: 'секрет' }],
])('never sends to or with %s', async (_, webhook) => {
  const { failure, receiver } = await sendTo(status(200), webhook);

  expect(failure).toMatchObject({ retryable: false });
  expect(receiver.received).toEqual([]);
});

test.each([
  ['an inner address', (url: URL) => url.href],
  ['a name of this machine', (url: URL) => `http://localhost:${url.port}/`],
  ['a name that leads to an inner address', (url: URL) => `http://cms.example:${url.port}/hidden-path`],
])('never connects to %s', async (_, urlOf) => {
  const receiver = teardown.use(await Receiver.start(status(200)));
  const toLoopback = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
  const guarded = new AxiosWebhookSender(400, '1.2.3', policyOf(), toLoopback);
  const webhook = { url: urlOf(new URL(receiver.url)), secret: 'a-secret', deliveryId: 'd', body: '{}' };

  const { failure, attempt } = await guarded.send(webhook, never);

  expect(failure).toMatchObject({ code: 'URL_BLOCKED', retryable: false });
  expect(failure!.message).not.toMatch(/hidden|127/);
  expect(attempt).toMatchObject({ statusCode: null, error: failure!.message });
  expect(receiver.received).toEqual([]);
});

test('does not keep a secret that the CMS echoes, nor anything that leads to it', async () => {
  const { attempt, failure } = await sendTo(status(500, {}, 'wrong secret: a-secret\0'));

  expect(attempt.responseText).toBe('wrong secret: [secret]');
  expect(failure!.cause).toBeUndefined();
});

test('throws when the process stops in the middle', async () => {
  const receiver = teardown.use(await Receiver.start(hang));
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopping')), 50);

  const sending = sender.send({ url: receiver.url, secret: null, deliveryId: 'd', body: '{}' }, stop.signal);

  await expect(sending).rejects.toThrow('stopping');
});
