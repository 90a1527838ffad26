import { expect, test } from 'vitest';
import type { Job } from '../job.js';
import { entityTagOf, knows, matches, tagsOf } from './entity-tag.js';

const job = { lastSequence: 7 } as Job;
const tag = entityTagOf(job, 'body');

test('is a strong tag that changes with the body', () => {
  expect(tag).toMatch(/^"7-[\w-]{22}"$/);
  expect(entityTagOf(job, 'other')).not.toBe(tag);
});

test.each([
  [undefined, []],
  ['', []],
  ['nonsense', []],
  ['*', ['*']],
  [' "a" , W/"b,c"', ['"a"', '"b,c"']],
])('reads If-None-Match: %s', (header, expected) => {
  expect(tagsOf(header)).toEqual(expected);
});

test('matches the tag itself, also weakly, and anything at all', () => {
  expect(matches(tagsOf(`"x", W/${tag}`), tag)).toBe(true);
  expect(matches(tagsOf('*'), tag)).toBe(true);
  expect(matches(tagsOf('"7-other"'), tag)).toBe(false);
});

test('whoever waits knows a job by what was recorded of it, whatever place in the queue it has', () => {
  expect(knows(['"7-other"'], job)).toBe(true);
  expect(knows(['"6-other"', '"70-other"'], job)).toBe(false);
});
