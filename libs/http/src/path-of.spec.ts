import { expect, test } from 'vitest';
import { pathOf } from './index.js';

test.each([
  ['/v1/jobs?token=canary', '/v1/jobs'],
  [undefined, '/'],
  ['/a%20b/~c', '/a%20b/~c'],
  ['/\u009b31m\u001b[2J\u007f\u00a0', '/%9B31m%1B[2J%7F%A0'],
  [`/${'x'.repeat(1_000)}`, `/${'x'.repeat(499)}`],
])('of %j stays %s: nothing that holds secrets, steers a terminal or has no end', (url, path) => {
  expect(pathOf(url)).toBe(path);
});
