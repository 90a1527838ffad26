import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { jobSubmitted, type Envelope, type WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { beforeEach, expect, test, vi } from 'vitest';
import { encodeEvent, redeemClaim, type ClaimStore } from './claim-check.js';
import { createRunner, ErasedJobs, rootEvent, type Handler, type Outcome } from './index.js';

let objects: Map<string, Buffer>;
let store: ClaimStore;
let event: Envelope;

beforeEach(() => {
  objects = new Map();
  store = {
    put: async (key, source) => objects.set(key, Buffer.concat(await source.toArray())),
    get: async (key) => {
      const found = objects.get(key);
      if (!found) throw new AppError('OBJECT_NOT_FOUND', key);
      return Readable.from([found]);
    },
    has: async (key) => objects.has(key),
    delete: async (key) => void objects.delete(key),
  };
  const origin = { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 };
  event = rootEvent(jobSubmitted(jobSubmitted.example), origin);
});

const erase = () => new ErasedJobs(store).add(event.subject);

async function deliver(body: Buffer): Promise<{ outcome: Outcome; handled: number; givenUp: number }> {
  const handler = vi.fn<Handler>(async () => []);
  const onGivenUp = vi.fn(() => []);
  const run = createRunner({
    service: 'transcription',
    bus: { publish: async () => {} },
    handlers: new Map([[jobSubmitted.type, handler]]),
    onGivenUp,
    retryDelaysMs: [],
    handlerTimeoutMs: 1_000,
    claimCheckBytes: 10,
    logger: createLogger({ name: 'test', version: '0' }, 'silent'),
    claimStore: store,
  });
  const delivery = { queue: 'transcription.job.submitted.v1', body, headers: {}, deliveryCount: 0 };
  const outcome = await run(delivery, new AbortController().signal);
  return { outcome, handled: handler.mock.calls.length, givenUp: onGivenUp.mock.calls.length };
}

test('an event is left aside whose data went with its erased job', async () => {
  const body = await encodeEvent(event, 10, store);
  await erase();
  objects.delete(`events/${event.subject}/${event.id}.json`);

  expect(await deliver(body)).toEqual({ outcome: { kind: 'ack' }, handled: 0, givenUp: 0 });
});

test('data that was stored after the job was erased is deleted, and nobody sees it', async () => {
  await erase();
  const body = await encodeEvent(event, 10, store);

  expect(await deliver(body)).toEqual({ outcome: { kind: 'ack' }, handled: 0, givenUp: 0 });
  expect([...objects.keys()]).toEqual([`erased/${event.subject}`]);
});

test('data that is missing for any other reason is a dead letter', async () => {
  const body = await encodeEvent(event, 10, store);
  objects.clear();

  expect(await deliver(body)).toMatchObject({
    outcome: { kind: 'dead', failure: { code: 'OBJECT_NOT_FOUND' } },
    givenUp: 1,
  });
});

test('whether a job is erased is not guessed while the store cannot tell', async () => {
  const { dataref } = JSON.parse((await encodeEvent(event, 10, store)).toString()) as WireEnvelope;
  const away = new AppError('STORAGE_UNAVAILABLE', 'the disk is gone');
  store.has = () => Promise.reject(away);

  await expect(redeemClaim(dataref!, event, store)).rejects.toBe(away);
});
