import { expect, test } from 'vitest';
import { clockTime, clockTimeMs } from './clock-time.js';

test.each([
  [0, '00:00:00', '00:00:00.000'],
  [59_999, '00:00:59', '00:00:59.999'],
  [3_661_007, '01:01:01', '01:01:01.007'],
  [360_000_000, '100:00:00', '100:00:00.000'],
])('%i ms is %s', (ms, time, withMs) => {
  expect(clockTime(ms)).toBe(time);
  expect(clockTimeMs(ms, '.')).toBe(withMs);
  expect(clockTimeMs(ms, ',')).toBe(withMs.replace('.', ','));
});
