import { expect, it } from 'vitest';
import { asKnown } from './known-names.js';

it.each([
  ['Laura', ['Laura Palmer', 'Dale Cooper'], 'Laura Palmer'],
  ['Cooper', ['Laura Palmer', 'Dale Cooper'], 'Dale Cooper'],
  ['Laura', ['Laura Palmer', 'Laura Dern'], 'Laura'],
  ['Peter', ['Laura Palmer'], 'Peter'],
  ['Laura', [], 'Laura'],
])('takes %s, known %j, for %s', (heard, known, name) => {
  expect(asKnown(heard, known)).toBe(name);
});
