import { AppError } from '@meeting-intelligence/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Guesses } from './guesses.js';

const wrong = async () => {
  throw new AppError('UNAUTHORIZED', 'no such key');
};
const right = async () => 'cms';
const limited = { code: 'RATE_LIMITED', retryAfterSeconds: 1 };

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

async function guess(guesses: Guesses, count: number): Promise<string[]> {
  const answers = Array.from({ length: count }, (_, index) => guesses.check(`guess ${index}`, wrong));
  return Promise.all(answers.map((answer) => answer.catch((error: AppError) => error.code)));
}

test('so many wrong credentials are looked up a second, also when they come at once', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });

  expect((await guess(guesses, 5)).filter((code) => code === 'UNAUTHORIZED')).toHaveLength(3);
  await expect(guesses.check('another', wrong)).rejects.toMatchObject(limited);

  vi.advanceTimersByTime(1_001);
  expect(await guess(guesses, 1)).toEqual(['UNAUTHORIZED']);
});

test('who was let in lately is looked up while others guess', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });
  await guesses.check('good', right);
  await guess(guesses, 5);

  expect(await guesses.check('good', right)).toBe('cms');
  await expect(guesses.check('unknown as yet', right)).rejects.toMatchObject(limited);
});

test('a right credential that many requests show at once, before it is known, is one guess', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });
  const slowly = () => new Promise((resolve) => setTimeout(resolve, 5, 'cms'));

  const looked = await Promise.all(Array.from({ length: 500 }, () => guesses.check('good', slowly)));

  expect(new Set(looked)).toEqual(new Set(['cms']));
});

test('a wrong credential that many requests show at once is as many guesses', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });

  const codes = await Promise.all(
    Array.from({ length: 9 }, () => guesses.check('wrong', wrong).catch((error: AppError) => error.code)),
  );

  expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(3);
});

test('what is right is no guess', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });
  for (let index = 0; index < 9; index += 1) expect(await guesses.check(`good ${index}`, right)).toBe('cms');
});

test('a credential that is good no more is a guess like others', async () => {
  const guesses = new Guesses({ mostPerSecond: 3 });
  await guesses.check('good', right);
  await expect(guesses.check('good', wrong)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await guess(guesses, 5);

  await expect(guesses.check('good', wrong)).rejects.toMatchObject(limited);
});

test('remembers no more than it may', async () => {
  const guesses = new Guesses({ mostPerSecond: 1, mostKnown: 2 });
  for (const name of ['first', 'second', 'first', 'third']) await guesses.check(name, right);
  await guess(guesses, 2);

  expect(await guesses.check('first', right)).toBe('cms');
  await expect(guesses.check('second', right)).rejects.toMatchObject(limited);
});
