import { jobSubmitted } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import type { Job } from '../job.js';
import { estimateOf } from './estimate.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, second));
const recording = { ...jobSubmitted.example.recording, sizeBytes: 1_000 };
const jobWith = (facts: Job['progress']['facts']) =>
  ({ recording, progress: { generation: 1, facts } }) as Job;
const started = jobWith({ prepared: { at: at(5).toISOString() } });
const pace = { msPerByte: 20, jobs: 5 };

test('is the time that most recordings of this size took, from the first step on', () => {
  expect(estimateOf(started, pace, at(6))).toEqual({
    completes_at: at(25).toISOString(),
    basis: { completed_jobs: 5 },
  });
});

test.each([
  ['too few jobs were completed', started, { ...pace, jobs: 4 }, at(6)],
  ['it takes longer than most did', started, pace, at(25)],
  ['it has not begun', jobWith({}), pace, at(6)],
])('there is none when %s', (_, job, given, now) => {
  expect(estimateOf(job, given, now)).toBeNull();
});
