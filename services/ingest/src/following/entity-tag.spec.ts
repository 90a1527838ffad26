import { expect, test } from 'vitest';
import type { Job } from '../job.js';
import { entityTagOf, knows } from './entity-tag.js';

const job = { lastSequence: 7 } as Job;
const tag = entityTagOf(job, 'body');

test('is a strong tag that changes with the body', () => {
  expect(tag).toMatch(/^"7-[\w-]{22}"$/);
  expect(entityTagOf(job, 'other')).not.toBe(tag);
});

test('whoever waits knows a job by what was recorded of it, whatever place in the queue it has', () => {
  expect(knows(['"7-other"'], job)).toBe(true);
  expect(knows(['"6-other"', '"70-other"'], job)).toBe(false);
});
