import { expect, test } from 'vitest';
import { job, jobId, meeting, sound } from '../test/sound-observation.js';
import { unexpectedIn } from './judge.js';
import type { Expectations, Observation } from './observation.js';

const decisions = { part: 'decisions', status: 'failed', reason: 'refused' };
const failed = { ...job, status: 'failed' };
const poor = [{ ...meeting, missing: [decisions] }];

test('a job that went as it should is as expected', () => {
  expect(unexpectedIn(sound)).toEqual([]);
});

test.each<readonly [string, Expectations, Partial<Observation>, RegExp]>([
  ['a job that failed', {}, { jobs: [failed] }, /is failed, expected completed/],
  [
    'a job that failed and whose 202 nobody got',
    {},
    { jobs: [failed], accepted: [] },
    /is failed, expected completed/,
  ],
  ['a job that did not fail', { ending: 'failed' }, {}, /is completed, expected failed/],
  [
    'one job that was not cancelled',
    { endings: new Map([[jobId, 'cancelled']]) },
    {},
    /is completed, expected cancelled/,
  ],
  ['a job that was not replayed', { generation: 2 }, {}, /is in generation 1, expected 2/],
  [
    'answers that were paid for again',
    { chargedAtMost: { chats: 3 } },
    {},
    /4 chats were charged for, expected 3 at most/,
  ],
  [
    'a submission of a job that was cancelled before',
    { chargedAtMost: { submissions: 0 } },
    {},
    /1 submissions were charged for/,
  ],
  ['a meeting that is not whole', {}, { meetings: poor }, /is not whole: decisions is failed \(refused\)/],
  [
    'a meeting that lacks another part',
    { degraded: { parts: ['summary'], meetings: 0 } },
    { meetings: poor },
    /is not whole: decisions/,
  ],
  [
    'a meeting that is whole',
    { degraded: { parts: ['decisions'], meetings: 1 } },
    {},
    /decisions is missing in 0 meetings, expected 1/,
  ],
])('%s is not as expected', (_what, expected, change, fault) => {
  expect(unexpectedIn({ ...sound, ...change, expected }).join('\n')).toMatch(fault);
});

test('jobs of earlier scenarios are not expected to end in any way', () => {
  const earlier = { before: new Map([[jobId, 1]]), jobs: [failed], meetings: poor };
  expect(unexpectedIn({ ...sound, ...earlier })).toEqual([]);
});
