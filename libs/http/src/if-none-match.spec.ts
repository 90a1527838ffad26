import { expect, test } from 'vitest';
import { entityTagsIn, isAmong } from './if-none-match.js';

test.each([
  [undefined, []],
  ['', []],
  ['nonsense', []],
  ['*', ['*']],
  [' "a" , W/"b,c"', ['"a"', '"b,c"']],
])('reads If-None-Match: %s', (header, expected) => {
  expect(entityTagsIn(header)).toEqual(expected);
});

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['"b", W/"a"', true],
  [' * ', true],
  ['"b"', false],
  ['a', false],
  ['""', false],
])('whether %s names "a"', (header, expected) => {
  expect(isAmong(entityTagsIn(header), '"a"')).toBe(expected);
});
