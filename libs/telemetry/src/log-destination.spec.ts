import { expect, test } from 'vitest';
import { logDestination } from './index.js';

test('lines are JSON where nobody looks, and readable on a terminal or where that is asked for', async () => {
  expect(await logDestination('auto', false)).toBeUndefined();
  expect(await logDestination('json', true)).toBeUndefined();
  expect(await logDestination('auto', true)).toBeDefined();
  expect(await logDestination('pretty', false)).toBeDefined();
});
