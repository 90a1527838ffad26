import { expect, test } from 'vitest';
import { entityTag, isNamed } from './entity-tag.js';

test('a tag is strong, the same for the same bytes, and another for others or in another media type', () => {
  const tag = entityTag('text/vtt', 'WEBVTT\n');

  expect(tag).toMatch(/^"[\w-]{43}"$/);
  expect(entityTag('text/vtt', 'WEBVTT\n')).toBe(tag);
  expect(entityTag('text/vtt', 'WEBVTT \n')).not.toBe(tag);
  expect(entityTag('text/plain', 'WEBVTT\n')).not.toBe(tag);
});

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  [' * ', true],
  ['"b"', false],
  ['a', false],
  ['""', false],
])('whether %s names "a"', (header, expected) => {
  expect(isNamed('"a"', header)).toBe(expected);
});
