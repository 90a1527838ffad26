import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { Turns } from './turns.js';

const { signal } = new AbortController();

function piece() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('no more than so many work at once, and the others follow in the order they came', async () => {
  const turns = new Turns(2);
  const pieces = Array.from({ length: 4 }, piece);
  const begun: number[] = [];
  const all = pieces.map(({ promise }, index) =>
    turns.take(signal, () => {
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

test('work that fails gives its turn on', async () => {
  const turns = new Turns(1);
  const failing = turns.take(signal, () => Promise.reject(new Error('no luck')));
  const next = turns.take(signal, () => Promise.resolve('done'));

  await expect(failing).rejects.toThrow('no luck');
  expect(await next).toBe('done');
});

test('who gives up waiting loses the place and takes nobody else’s', async () => {
  const turns = new Turns(1);
  const [first, leaving] = [piece(), new AbortController()];
  const working = turns.take(signal, () => first.promise);
  const left = turns.take(leaving.signal, () => Promise.resolve('never'));
  const last = turns.take(signal, () => Promise.resolve('done'));

  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  first.end();
  await working;

  expect(await last).toBe('done');
  await expect(turns.take(leaving.signal, () => Promise.resolve('never'))).rejects.toThrow('gone');
  expect(await turns.take(signal, () => Promise.resolve('again'))).toBe('again');
});
