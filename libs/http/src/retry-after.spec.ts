import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const now = Date.parse('2026-11-20T10:00:00Z');

test.each([
  ['90', 90_000],
  [' 120 ', 120_000],
  ['Fri, 20 Nov 2026 10:05:00 GMT', 300_000],
  ['Friday, 20-Nov-26 10:05:00 GMT', 300_000],
  ['Fri Nov 20 10:05:00 2026', 300_000],
  ['0', 1_000],
  ['Fri, 20 Nov 2020 10:00:00 GMT', 1_000],
  ['1000000000', 86_400_000],
  ['9'.repeat(400), 86_400_000],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('reads %s as %s', (value, expected) => {
  expect(retryAfterMs(value, now)).toBe(expected);
});
