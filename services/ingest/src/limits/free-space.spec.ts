import { loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { limitsFields, minFreeBytes } from './config.js';
import { FreeSpace } from './free-space.js';

const spaceOf = (free: number | undefined, min: number) =>
  new FreeSpace({ freeBytes: async () => free }, min);

test.each([
  ['there is as much as has to be', 100, 0],
  ['there is as much afterwards', 150, 50],
  ['the store knows no end', undefined, 1e15],
])('an upload may begin where %s', async (_, free, coming) => {
  await spaceOf(free, 100).assertForUpload(coming);
});

test.each([
  ['too little is free', 99, 0],
  ['too little would be free afterwards', 149, 50],
])('no upload begins where %s', async (_, free, coming) => {
  await expect(spaceOf(free, 100).assertForUpload(coming)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
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
