import type { Invariant } from './invariant.js';

export const paidOnce: Invariant = {
  id: 'I7',
  claim: 'the provider got no more submissions than there are jobs and faults it was made to give itself',
  breaches({ bill, jobs, spoiltSubmissions }) {
    const generations = jobs.reduce((sum, { generation }) => sum + generation, 0);
    const total =
      bill.submissions > generations + spoiltSubmissions
        ? [
            `${bill.submissions} submissions for ${generations} jobs and ${spoiltSubmissions} spoilt by the provider`,
          ]
        : [];
    const repeated =
      bill.repeated.length > spoiltSubmissions
        ? bill.repeated.map((url) => `the recording at ${url} was submitted more than once`)
        : [];
    return [...total, ...repeated];
  },
};
