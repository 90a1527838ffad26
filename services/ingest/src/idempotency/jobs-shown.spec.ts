import { expect, test } from 'vitest';
import { jobsShownIn } from './jobs-shown.js';

const jobOf = (id: string) => ({ id, title: 'Planning', links: { self: `/v1/jobs/${id}`, meeting: null } });
const job = jobOf('6f9619ff-8b86-4d01-b42d-00cf4fc964ff');
const other = jobOf('0b7c3d52-6a0f-4c0e-9d3b-2f1c5b1a7e90');
const answer = (body: unknown, type = 'application/json; charset=utf-8') => ({
  status: 202,
  headers: { 'content-type': type },
  body: JSON.stringify(body),
});

test.each([
  ['a job', job, [job.id]],
  ['many', { data: [job, other, job] }, [job.id, other.id]],
  ['what is no job', { id: other.id, links: { self: '/v1/meetings/x' } }, []],
  ['nothing', null, []],
  ['a text', 'text', []],
])('%s', (_, body, expected) => {
  expect(jobsShownIn(answer(body))).toEqual(expected);
});

test('what a job says of others shows none of them', () => {
  const metadata = { see: `/v1/jobs/${other.id}`, data: [other] };

  expect(jobsShownIn(answer({ ...job, metadata }))).toEqual([job.id]);
});

test('what is no JSON shows none', () => {
  expect(jobsShownIn({ status: 201, headers: {}, body: null })).toEqual([]);
  expect(jobsShownIn(answer(job, 'text/plain'))).toEqual([]);
});
