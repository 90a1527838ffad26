import { expect, test } from 'vitest';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { followJob } from './follow-job.js';

const pending = { status: 'pending', stage: null, stages: {} as PublicJob['stages'] } as PublicJob;
const options = { quit: new AbortController().signal, timeoutMs: 10_000, intervalMs: 1 };

test('says what a job waits for at its heartbeat, not each time the time left changes', async () => {
  let polls = 0;
  const said: string[] = [];
  await followJob({
    ...options,
    load: () => Promise.resolve(polls < 5 ? pending : { ...pending, status: 'failed' as const }),
    say: (line) => said.push(line.trim().split(' s  ')[1] ?? line),
    waitsFor: () => (polls++ < 4 ? `waits ${60 - polls} s` : ''),
  });
  expect(said).toEqual(['pending: waits 59 s', 'failed']);
});

test('gives up on a job that does not end, saying what was seen last', async () => {
  const following = followJob({
    ...options,
    load: () => Promise.resolve(pending),
    say: () => undefined,
    timeoutMs: 20,
  });
  await expect(following).rejects.toThrow(/did not end within 0 min; last seen: pending/);
});
