import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { uploadLimits } from '../limits/upload-limits.js';
import { checkIdempotencyKeys } from './check-idempotency-keys.js';
import { HeldKey } from './held-key.js';
import { IdempotencyKeys, type Attempt } from './idempotency-keys.js';
import type { IdempotentRequests } from './idempotent-requests.js';
import { RequestFingerprint } from './request-fingerprint.js';
import type { SealedRequests } from './sealed-answer.js';

const never = () => new Promise<never>(() => {});
const logger = createLogger({ name: 'test', version: 'test' }, 'silent');
const attempt: Attempt = { scope: Buffer.alloc(32), id: 'id', attempt: 'attempt' };
const seals = { sealed: () => ({ fingerprint: '', answer: '' }) } as unknown as SealedRequests;

/** A database that says nothing any more to who wants to keep an answer. */
const released = vi.fn(() => Promise.resolve());
const keys = Object.assign(Object.create(IdempotencyKeys.prototype) as IdempotencyKeys, {
  answer: never,
  release: released,
});
const heldKey = () =>
  new HeldKey(
    keys,
    seals,
    { attempt, cameTrueBefore: false },
    new RequestFingerprint({ headers: {}, query: null }),
    () => undefined,
  );

function serverOf(begin: () => Promise<HeldKey>) {
  const server = fastify();
  server.addHook('onRequest', (request, _reply, next) => {
    request.principal = { keyId: 'key', owner: 'owner', scopes: [] };
    next();
  });
  checkIdempotencyKeys(server, { begin } as unknown as IdempotentRequests, uploadLimits(1_000), logger);
  server.post('/', () => 'done');
  return server;
}

async function ask(begin: () => Promise<HeldKey>): Promise<{ status: number; body: string }> {
  const server = serverOf(begin);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(url, { method: 'POST', headers: { 'idempotency-key': 'a' } });
  const body = await answer.text();
  await server.close();
  return { status: answer.status, body };
}

test('an answer that cannot be kept in time leaves all the same', async () => {
  const startedAt = performance.now();
  const answer = await ask(() => Promise.resolve(heldKey()));

  expect(answer).toEqual({ status: 200, body: 'done' });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

test('nobody waits for a key that cannot be looked up in time, and one that comes too late is given back', async () => {
  const late = Promise.withResolvers<HeldKey>();
  const { body } = await ask(() => late.promise);
  expect(JSON.parse(body)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });

  expect(released).not.toHaveBeenCalled();
  late.resolve(heldKey());
  await eventually(() => expect(released).toHaveBeenCalledWith(attempt));
}, 10_000);
