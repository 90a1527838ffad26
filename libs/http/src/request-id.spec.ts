import { expect, test } from 'vitest';
import { requestIdOf } from './request-id.js';

test.each(['a', 'cms-4711.b_2', 'x'.repeat(128)])('takes over the plain id %s', (id) => {
  expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
});

test.each([undefined, '', 'two words', 'line\nbreak', '{"a":1}', 'x'.repeat(129)])(
  'makes an id in place of %j',
  (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toMatch(/^[\da-f-]{36}$/);
  },
);
