import { expect, test, vi } from 'vitest';
import { OverdueHandlers } from './overdue-handlers.js';

test('says which handler goes on although its time was up, until it ends', async () => {
  const overdue = new OverdueHandlers(0);
  const gate = Promise.withResolvers<string>();
  const slow = overdue.during('transcript.created.v1', 0, () => gate.promise);
  const inTime = overdue.during('job.erased.v1', 60_000, () => gate.promise);
  await vi.waitFor(() =>
    expect(() => overdue.assertNone()).toThrow(
      /1 handlers are past their deadline, that of transcript\.created\.v1/,
    ),
  );

  gate.resolve('done');

  expect(await Promise.all([slow, inTime])).toEqual(['done', 'done']);
  expect(() => overdue.assertNone()).not.toThrow();
});

test('is patient with one that was interrupted and has not noticed yet', async () => {
  const overdue = new OverdueHandlers(60_000);
  const gate = Promise.withResolvers<void>();
  const slow = overdue.during('transcript.created.v1', 0, () => gate.promise);

  expect(() => overdue.assertNone()).not.toThrow();
  gate.resolve();
  await slow;
});
