import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '@meeting-intelligence/errors';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ClaimStore } from '../claim-check.js';
import type { Outcome } from '../outcome.js';
import { Quarantine } from './quarantine.js';

const queue = 'analysis.transcript.created.v1';
const headers = {};
const suspect = { queue, headers, deliveryCount: 2 };
const fresh = { queue, headers, deliveryCount: 0 };
const handled = async () => ({ kind: 'ack' }) as const;
/** Handling that ends the process: nothing after it happens. */
const deadly = () => new Promise<never>(() => undefined);

let objects: Map<string, string>;
let store: ClaimStore;
beforeEach(() => {
  objects = new Map();
  store = {
    put: async (key, source) => void objects.set(key, await text(source)),
    get: async (key) => {
      const found = objects.get(key);
      if (found === undefined) throw new AppError('OBJECT_NOT_FOUND', key);
      return Readable.from([found]);
    },
    has: async (key) => objects.has(key),
    delete: async (key) => void objects.delete(key),
  };
});

const newEvent = () => ({ subject: randomUUID(), id: randomUUID() });

test('what ends the process twice while nothing else is handled is poison', async () => {
  const event = newEvent();

  for (const deliveryCount of [2, 3]) {
    void new Quarantine(store).run({ queue, headers, deliveryCount }, event, deadly);
    await expect.poll(() => [...objects.values()]).toEqual([String(deliveryCount - 1)]);
  }
  const work = vi.fn(handled);
  const third = new Quarantine(store).run({ queue, headers, deliveryCount: 4 }, event, work);

  await expect(third).rejects.toMatchObject({ code: 'POISON_MESSAGE', retryable: false });
  expect(work).not.toHaveBeenCalled();
  const replayed = { queue, headers: { 'x-replayed-at': new Date().toISOString() }, deliveryCount: 2 };
  await new Quarantine(store).run(replayed, event, work);
  expect(work).toHaveBeenCalledOnce();
});

test('what only was in a process that others ended is handled, however often that happened', async () => {
  for (const deliveryCount of [2, 5, 19]) {
    const result = new Quarantine(store).run({ queue, headers, deliveryCount }, newEvent(), handled);

    await expect(result).resolves.toEqual({ kind: 'ack' });
  }
  expect([...objects.keys()]).toEqual([]);
});

test('a suspect waits for what is being handled, and the next ones wait for it', async () => {
  const quarantine = new Quarantine(store);
  const log: string[] = [];
  const [first, alone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const logged = (name: string, until?: Promise<void>) => async () => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} ends`);
    return handled();
  };

  const before = quarantine.run(fresh, newEvent(), logged('first', first.promise));
  await expect.poll(() => log).toEqual(['first begins']);
  const suspected = quarantine.run(suspect, newEvent(), logged('suspect', alone.promise));
  const other = quarantine.run(suspect, newEvent(), logged('other suspect'));
  const after = quarantine.run(fresh, newEvent(), logged('last'));
  expect(log).toEqual(['first begins']);
  first.resolve();
  await expect.poll(() => log.at(-1)).toBe('suspect begins');
  alone.resolve();
  await Promise.all([before, suspected, other, after]);

  const alternating = ['first', 'suspect', 'other suspect', 'last'].flatMap((name) => [
    `${name} begins`,
    `${name} ends`,
  ]);
  expect(log).toEqual(alternating);
});

const failure = new AppError('UNEXPECTED', 'no');

test.each<Outcome>([
  { kind: 'retry', delayMs: 1, failure },
  { kind: 'dead', failure },
  { kind: 'defer', delayMs: 1, checkpoint: null },
])('what ends in $kind was not deadly', async (outcome) => {
  const event = newEvent();
  const quarantine = new Quarantine(store);

  for (let delivery = 0; delivery < 5; delivery += 1)
    await expect(quarantine.run(suspect, event, async () => outcome)).resolves.toBe(outcome);
  expect(objects.size).toBe(0);
});

test.each<Outcome>([
  { kind: 'defer', delayMs: 1, checkpoint: null, isUntried: true },
  { kind: 'defer', delayMs: 1, checkpoint: null, failure },
  { kind: 'requeue' },
])('$kind that decided nothing neither counts nor clears (%#)', async (undecided) => {
  const event = newEvent();
  void new Quarantine(store).run(suspect, event, deadly);
  await expect.poll(() => [...objects.values()]).toEqual(['1']);

  for (let delivery = 0; delivery < 5; delivery += 1)
    await new Quarantine(store).run(suspect, event, async () => undecided);
  expect([...objects.values()]).toEqual(['1']);

  void new Quarantine(store).run(suspect, event, deadly);
  await expect.poll(() => [...objects.values()]).toEqual(['2']);
  await expect(new Quarantine(store).run(suspect, event, handled)).rejects.toMatchObject({
    code: 'POISON_MESSAGE',
  });
});

test('a store that is away is an outage: nobody is handled unwritten, nobody is poison', async () => {
  const away = new AppError('STORAGE_UNAVAILABLE', 'away');
  store.get = () => Promise.reject(away);
  const work = vi.fn(handled);

  const result = new Quarantine(store).run(suspect, newEvent(), work);

  await expect(result).rejects.toBe(away);
  expect(work).not.toHaveBeenCalled();
});
