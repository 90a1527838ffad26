import type { Invariant } from './invariant.js';

export const oneMeeting: Invariant = {
  id: 'I2',
  claim: 'there is one meeting for each completed job',
  breaches({ jobs, meetings }) {
    const byJob = Map.groupBy(meetings, ({ jobId }) => jobId);
    const known = new Set(jobs.map(({ id }) => id));
    const wrong = jobs
      .filter(({ status }) => status === 'completed')
      .filter(({ id }) => byJob.get(id)?.length !== 1)
      .map(({ id }) => `job ${id} is completed and has ${byJob.get(id)?.length ?? 0} meetings`);
    const strange = meetings
      .filter(({ jobId }) => !known.has(jobId))
      .map(({ id, jobId }) => `meeting ${id} is of job ${jobId}, which the ledger does not know`);
    const second = [...byJob]
      .filter(([, found]) => found.length > 1)
      .map(
        ([jobId, found]) =>
          `job ${jobId} has ${found.length} meetings: ${found.map(({ id }) => id).join(', ')}`,
      );
    return [...wrong, ...strange, ...second];
  },
};
