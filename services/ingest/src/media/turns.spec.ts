import { eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { Turns } from './turns.js';

afterEach(() => vi.useRealTimers());

const { signal } = new AbortController();
const patient = { longWaitMs: 15_000 };

function piece() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

/** Everybody comes while the one place is taken; the order in which they then have it. */
async function orderOf(owners: readonly (string | undefined)[]): Promise<(string | undefined)[]> {
  const turns = new Turns({ atOnce: 1, ...patient });
  const first = piece();
  const order: (string | undefined)[] = [];
  const all = [
    turns.take('before', signal, () => first.promise),
    ...owners.map((owner) => turns.take(owner, signal, () => Promise.resolve(void order.push(owner)))),
  ];
  first.end();
  await Promise.all(all);
  return order;
}

test('no more than so many work at once, and the others follow in the order they came', async () => {
  const turns = new Turns({ atOnce: 2, ...patient });
  const pieces = Array.from({ length: 4 }, piece);
  const begun: number[] = [];
  const all = pieces.map(({ promise }, index) =>
    turns.take('acme', signal, () => {
      begun.push(index);
      return promise;
    }),
  );
  await eventually(() => expect(begun).toEqual([0, 1]));

  pieces[1]!.end();
  await eventually(() => expect(begun).toEqual([0, 1, 2]));
  pieces[2]!.end();
  await eventually(() => expect(begun).toEqual([0, 1, 2, 3]));

  pieces.forEach(({ end }) => end());
  await Promise.all(all);
});

test('owners take turns, however many one has waiting', async () => {
  expect(await orderOf(['many', 'many', 'many', 'few', 'many', 'few', 'one'])).toEqual([
    'many',
    'few',
    'one',
    'many',
    'few',
    'many',
    'many',
  ]);
});

test('what nobody waits for yields, and gets on all the same', async () => {
  const hurried = Array<string>(6).fill('acme');
  expect(await orderOf([undefined, undefined, ...hurried])).toEqual([
    'acme',
    'acme',
    'acme',
    undefined,
    'acme',
    'acme',
    'acme',
    undefined,
  ]);
});

test('work that fails gives its turn on', async () => {
  const turns = new Turns({ atOnce: 1, ...patient });
  const failing = turns.take('acme', signal, () => Promise.reject(new Error('no luck')));
  const next = turns.take('acme', signal, () => Promise.resolve('done'));

  await expect(failing).rejects.toThrow('no luck');
  expect(await next).toBe('done');
});

test.each(['acme', undefined])(
  'who gives up waiting loses the place and takes nobody else’s: %s',
  async (owner) => {
    const turns = new Turns({ atOnce: 1, ...patient });
    const [first, leaving] = [piece(), new AbortController()];
    const working = turns.take(owner, signal, () => first.promise);
    const left = turns.take(owner, leaving.signal, () => Promise.resolve('never'));
    const last = turns.take(owner, signal, () => Promise.resolve('done'));

    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    first.end();
    await working;

    expect(await last).toBe('done');
    await expect(turns.take(owner, leaving.signal, () => Promise.resolve('never'))).rejects.toThrow('gone');
    expect(await turns.take(owner, signal, () => Promise.resolve('again'))).toBe('again');
  },
);

test('a recording that is here keeps its place for as long as its client waits', async () => {
  vi.useFakeTimers();
  const turns = new Turns({ atOnce: 1, longWaitMs: 30 });
  const first = piece();
  const working = turns.take('acme', signal, () => first.promise);
  const patient = turns.take('acme', signal, () => Promise.resolve('decoded'));
  patient.catch(() => undefined);

  await vi.advanceTimersByTimeAsync(3_600_000);
  first.end();

  await working;
  expect(await patient).toBe('decoded');
});

test('while the queue is long nothing more is let in that would have to wait: of whom it is long', async () => {
  vi.useFakeTimers();
  const turns = new Turns({ atOnce: 1, longWaitMs: 100_000 });
  const first = piece();
  turns.assertShort('acme');
  const working = turns.take('acme', signal, () => first.promise);
  const waiting = Array.from({ length: 9 }, () => turns.take('acme', signal, () => Promise.resolve()));
  await vi.advanceTimersByTimeAsync(0);

  // Long is ten turns of ten seconds for one, and two of fifty for another.
  vi.advanceTimersByTime(10_000);
  turns.assertShort('acme');
  vi.advanceTimersByTime(100);
  expect(() => turns.assertShort('acme')).toThrow(/come again later/);
  vi.advanceTimersByTime(39_900);
  turns.assertShort('other');
  vi.advanceTimersByTime(100);
  expect(() => turns.assertShort('other')).toThrow(
    expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 30 }),
  );

  first.end();
  await Promise.all([working, ...waiting]);
  turns.assertShort('acme');
});
