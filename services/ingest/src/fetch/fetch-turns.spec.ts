import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { InMemoryFetchLeases } from './adapters/in-memory-fetch-leases.js';
import { FetchTurns } from './fetch-turns.js';

const eventOf = (owner: string, subject = randomUUID()) => ({ owner, subject });

function turnsWhile(waiting: ReadonlySet<string>) {
  const hasOthersAt = (_step: string, owner: string) =>
    Promise.resolve([...waiting].some((other) => other !== owner));
  return new FetchTurns(new InMemoryFetchLeases(), { hasOthersAt }, { ownersShare: 2, leaseMs: 60_000 });
}

/** Work that goes on until it is told to end. */
function slowly() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, end: () => resolve('done') };
}

test('an owner whose server is slow has his share of the handlers, and another one his own', async () => {
  const turns = turnsWhile(new Set(['patient', 'busy']));
  const slow = [slowly(), slowly()];
  const fetching = slow.map(({ work }) => turns.take(eventOf('busy'), work));

  expect(await turns.take(eventOf('busy'), () => Promise.resolve('done'))).toBeUndefined();
  expect(await turns.take(eventOf('patient'), () => Promise.resolve('done'))).toBe('done');

  slow[0]!.end();
  expect(await fetching[0]).toBe('done');
  expect(await turns.take(eventOf('busy'), () => Promise.resolve('done'))).toBe('done');
  slow[1]!.end();
  await fetching[1];
});

test('an owner for whom nobody waits has all of them', async () => {
  const turns = turnsWhile(new Set(['busy']));
  const slow = [slowly(), slowly(), slowly()];
  const fetching = slow.map(({ work }) => turns.take(eventOf('busy'), work));
  for (const { end } of slow) end();

  expect(await Promise.all(fetching)).toEqual(['done', 'done', 'done']);
});

test('a job whose fetch failed can be fetched again at once', async () => {
  const turns = turnsWhile(new Set());
  const event = eventOf('busy');
  await expect(turns.take(event, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

  expect(await turns.take(event, () => Promise.resolve('done'))).toBe('done');
});

test('who is slow keeps his lease for as long as he works', async () => {
  const leases = new InMemoryFetchLeases();
  const settings = { ownersShare: 2, leaseMs: 60 };
  const [one, other] = [1, 2].map(
    () => new FetchTurns(leases, { hasOthersAt: () => Promise.resolve(false) }, settings),
  );
  const event = eventOf('busy');
  const { work, end } = slowly();
  const first = one!.take(event, work);
  await new Promise((resolve) => setTimeout(resolve, 250));

  expect(await other!.take(event, () => Promise.resolve('done'))).toBeUndefined();
  end();
  await first;
});
