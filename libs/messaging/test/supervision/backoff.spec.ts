import { expect, test } from 'vitest';
import { backoffMs } from '../../src/backoff.js';

const draws = (attempt: number) => Array.from({ length: 2_000 }, () => backoffMs(attempt));

test.each([
  [0, 100],
  [1, 200],
  [2, 400],
  [6, 6_400],
  [7, 10_000],
  [1_000, 10_000],
])('the wait after %i failures is between half of %i ms and all of it', (attempt, ceilingMs) => {
  for (const waitMs of draws(attempt)) {
    expect(waitMs).toBeGreaterThanOrEqual(ceilingMs / 2);
    expect(waitMs).toBeLessThanOrEqual(ceilingMs);
  }
});

test('processes that lost the broker together do not come back in step: their waits fill the whole range', () => {
  const tenths = new Set(draws(7).map((waitMs) => Math.floor((waitMs - 5_000) / 500)));

  expect(tenths.size).toBe(10);
});
