import type { Invariant } from './invariant.js';

/** Of one scenario alone: what a job of an earlier one did not use is nobody's to spend. */
export const paidOnce: Invariant = {
  id: 'I7',
  claim: 'the provider got no more submissions than there are generations of jobs, and no recording twice',
  breaches({ bill, jobs, before }) {
    const generations = jobs.reduce((sum, { id, generation }) => sum + generation - (before.get(id) ?? 0), 0);
    const total =
      bill.submissions > generations
        ? [`${bill.submissions} submissions for ${generations} generations of jobs`]
        : [];
    const repeated = bill.repeated.map((url) => `the recording at ${url} was submitted more than once`);
    return [...total, ...repeated];
  },
};
