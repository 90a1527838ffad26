import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { inTime } from './in-time.js';

const late: string[] = [];
const note = (result: string) => void late.push(result);

test('what is there in time is what it is, also a failure', async () => {
  expect(await inTime(Promise.resolve('done'), 1_000, note)).toBe('done');
  await expect(inTime(Promise.reject(new Error('wrong')), 1_000)).rejects.toThrow('wrong');
  expect(late).toEqual([]);
});

test('nobody waits for what takes too long, and what it comes to then is not lost', async () => {
  const work = Promise.withResolvers<string>();

  await expect(inTime(work.promise, 10, note)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(late).toEqual([]);
  work.resolve('late');
  await eventually(() => expect(late).toEqual(['late']));
});

test('a failure that comes too late is nobody’s', async () => {
  const work = Promise.withResolvers<string>();

  await expect(inTime(work.promise, 10)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  work.reject(new Error('late'));
});
