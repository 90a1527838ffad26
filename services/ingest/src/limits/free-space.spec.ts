import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { loadConfig } from '@meeting-intelligence/config';
import { afterEach, expect, test, vi } from 'vitest';
import { limitsFields, minFreeBytes } from './config.js';
import { FreeSpace } from './free-space.js';

afterEach(() => void vi.useRealTimers());

const spaceOf = (free: number | undefined, min: number, largest?: number) =>
  new FreeSpace({ freeBytes: async () => free }, min, largest);
const answer = (closed = false) => Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse;
const full = { code: 'STORAGE_FULL' };

test.each([
  ['there is as much as has to be', 100, 0],
  ['there is as much afterwards', 150, 50],
  ['the store knows no end', undefined, 1e15],
])('an upload may begin where %s', async (_, free, coming) => {
  await spaceOf(free, 100).keepFor(coming, answer());
});

test.each([
  ['too little is free', 99, 0],
  ['too little would be free afterwards', 149, 50],
])('no upload begins where %s', async (_, free, coming) => {
  await expect(spaceOf(free, 100).keepFor(coming, answer())).rejects.toMatchObject(full);
});

test('one that does not say how large it is may be as large as any, and none is larger', async () => {
  const space = spaceOf(150, 100, 50);
  await expect(spaceOf(149, 100, 50).keepFor(undefined, answer())).rejects.toMatchObject(full);

  await space.keepFor(1e15, answer(true));
  await space.keepFor(undefined, answer());
});

test('of many that come at once as many begin as there is room for', async () => {
  const space = spaceOf(200, 100);

  const begun = await Promise.allSettled([60, 60, 40, 1].map((bytes) => space.keepFor(bytes, answer())));

  expect(begun.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
});

test('what comes without an answer, as by URL, has the room that others left, and leaves them the rest', async () => {
  const space = spaceOf(200, 100);
  await space.keepFor(60, answer());

  await expect(space.keep(41)).rejects.toMatchObject(full);
  await space.keep(30);
  await expect(space.keepFor(11, answer())).rejects.toMatchObject(full);
  await space.keep(10);
});

test('room grows and shrinks with what is known of a recording, and what it has counts for it', async () => {
  const space = spaceOf(200, 100);
  const room = await space.keep(60);

  await room.resize(100);
  await expect(room.resize(101)).rejects.toMatchObject(full);
  await expect(space.keep(1)).rejects.toMatchObject(full);
  await room.resize(70);
  await space.keep(30);
});

test('room is given back once, a moment after the end', async () => {
  vi.useFakeTimers();
  const space = spaceOf(150, 100);
  const room = await space.keep(50);

  room.release();
  room.release();
  await expect(space.keep(1)).rejects.toMatchObject(full);
  vi.advanceTimersByTime(2_000);
  await space.keep(50);
  await expect(space.keep(1)).rejects.toMatchObject(full);
});

test('what an upload left is free a moment after its end, when the store has measured again', async () => {
  vi.useFakeTimers();
  const space = spaceOf(150, 100);
  const first = answer();
  await space.keepFor(50, first);
  first.emit('close');

  await expect(space.keepFor(50, answer())).rejects.toMatchObject(full);
  vi.advanceTimersByTime(2_000);
  await space.keepFor(50, answer());
});

test('one whose client went away meanwhile keeps nothing', async () => {
  const space = spaceOf(150, 100);
  await space.keepFor(50, answer(true));

  await space.keepFor(50, answer());
});

test.each([
  [{}, 1_000_000, 5 * 2 ** 30],
  [{}, 4 * 2 ** 30, 8 * 2 ** 30],
  [{ MIN_FREE_BYTES: '7' }, 4 * 2 ** 30, 7],
  [{ MIN_FREE_BYTES: '0' }, 4 * 2 ** 30, 0],
])(
  'with %j and uploads of %i bytes, %i stay free',
  (environment: Record<string, string>, largest, expected) => {
    const config = loadConfig(limitsFields, environment);

    expect(minFreeBytes({ ...config, MAX_UPLOAD_BYTES: largest })).toBe(expected);
  },
);
