import { expect, test } from 'vitest';
import { storable } from './storable.js';

test('takes out NUL and lone surrogates wherever they stand, and leaves everything else', () => {
  const value = { 'a\0b': ['x\0', '\ud800y', 'ä😀'], n: 1, none: null, deep: { yes: true } };

  expect(storable(value)).toEqual({ ab: ['x', '\ufffdy', 'ä😀'], n: 1, none: null, deep: { yes: true } });
});

test('copies a key named __proto__ as the mere key that it is', () => {
  const copy = storable(JSON.parse('{"__proto__":{"admin":true}}') as object);

  expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}');
  expect((copy as { admin?: boolean }).admin).toBeUndefined();
});
