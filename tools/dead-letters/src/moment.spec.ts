import { expect, test } from 'vitest';
import { ageOf, parseMoment } from './moment.js';

const now = Date.parse('2026-11-20T12:00:00Z');

test.each([
  ['90s', '2026-11-20T11:58:30.000Z'],
  ['2h', '2026-11-20T10:00:00.000Z'],
  ['3d', '2026-11-17T12:00:00.000Z'],
  ['1w', '2026-11-13T12:00:00.000Z'],
  ['2026-11-19', '2026-11-19T00:00:00.000Z'],
  ['2026-11-19T08:00', '2026-11-19T08:00:00.000Z'],
  ['2026-11-19T08:00:00+02:00', '2026-11-19T06:00:00.000Z'],
])('%s is %s', (given, expected) => {
  expect(parseMoment('since', given, now).toISOString()).toBe(expected);
});

test.each(['', '2', 'h', '-2h', 'yesterday', '2026-13-01', '20.11.2026'])('"%s" is refused', (given) => {
  expect(() => parseMoment('since', given, now)).toThrow(`got "${given}"`);
});

test.each([
  [90, '90s'],
  [600, '10m'],
  [10_000, '2h'],
  [200_000, '2d'],
])('%d seconds ago is %s', (seconds, expected) => {
  expect(ageOf(new Date(now - seconds * 1_000), now)).toBe(expected);
});
