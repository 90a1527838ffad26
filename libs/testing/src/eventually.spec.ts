import { expect, test } from 'vitest';
import { eventually, within } from './eventually.js';

test('returns what the assertion returned once it passes', async () => {
  let tries = 0;
  const result = await eventually(
    () => {
      tries += 1;
      expect(tries).toBe(3);
      return 'done';
    },
    { timeoutMs: 1_000, intervalMs: 1 },
  );
  expect(result).toBe('done');
});

test('throws the last error of the assertion after the timeout', async () => {
  const failing = eventually(() => expect(1).toBe(2), { timeoutMs: 30, intervalMs: 5 });
  await expect(failing).rejects.toThrow(/expected 1 to be 2.*still failing after 30 ms/s);
});

test('a try that hangs does not outlast the timeout', async () => {
  const hanging = eventually(() => new Promise(() => undefined), { timeoutMs: 30 });
  await expect(hanging).rejects.toThrow(/never finished/);
});

test('within gives up with the given reason', async () => {
  await expect(within(new Promise(() => undefined), 10, () => 'too slow')).rejects.toThrow('too slow');
});
