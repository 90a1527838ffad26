import { expect, test } from 'vitest';
import { autoTeardown } from './teardown.js';

test('closes in reverse order, each once', async () => {
  const closed: string[] = [];
  const teardown = autoTeardown();
  teardown.add('first', () => closed.push('first'));
  teardown.use({ close: () => closed.push('second') });
  teardown.use({ stop: () => closed.push('third') });
  await teardown.run();
  await teardown.run();
  expect(closed).toEqual(['third', 'second', 'first']);
});

test('closes the rest when one fails, then says which failed', async () => {
  const closed: string[] = [];
  const teardown = autoTeardown();
  teardown.add('database', () => closed.push('database'));
  teardown.add('broker', () => Promise.reject(new Error('gone')));
  await expect(teardown.run()).rejects.toThrow('closing broker: gone');
  expect(closed).toEqual(['database']);
});

test('does not wait for ever for one that hangs', async () => {
  const teardown = autoTeardown();
  teardown.add('socket', () => new Promise(() => undefined), { timeoutMs: 20 });
  await expect(teardown.run()).rejects.toThrow('closing socket: not closed after 20 ms');
});

test('runs by itself when given a hook of the test runner', async () => {
  const hooks: (() => Promise<void>)[] = [];
  const teardown = autoTeardown((run) => hooks.push(run));
  let closed = false;
  teardown.add('it', () => (closed = true));
  await Promise.all(hooks.map((hook) => hook()));
  expect(closed).toBe(true);
});
