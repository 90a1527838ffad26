import { expect, test } from 'vitest';
import { Bell } from './bell.js';

test('what happens during a look is heard after it', async () => {
  const bell = new Bell();
  bell.reset();
  bell.ring();
  bell.ring();

  await bell.rung();

  bell.reset();
  const quiet = Symbol('quiet');
  expect(await Promise.race([bell.rung(), Promise.resolve(quiet)])).toBe(quiet);
});

test('waits no longer than it is told', async () => {
  const bell = new Bell();

  await bell.rungWithin(1);
});
