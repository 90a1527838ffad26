import { jobCancelled, jobCompleted, jobFailed, jobOutcome } from '@meeting-intelligence/contracts';
import type { Observation } from '../observation.js';
import type { Invariant } from './invariant.js';

const terminal: readonly string[] = jobOutcome.options;
const outcomes = new Map<string, string>([
  [jobCompleted.type, 'completed'],
  [jobFailed.type, 'failed'],
  [jobCancelled.type, 'cancelled'],
]);

/** Looks at the ledger's table and at the events by which it told the others. */
export const oneEnding: Invariant = {
  id: 'I1',
  claim: 'every accepted job reaches exactly one terminal state',
  breaches({ accepted, jobs, verdicts }) {
    const known = new Set(jobs.map(({ id }) => id));
    const lost = accepted
      .filter((id) => !known.has(id))
      .map((id) => `job ${id} was accepted (202) and is not in the ledger`);
    const byJob = Map.groupBy(verdicts, ({ jobId }) => jobId);
    return [...lost, ...jobs.flatMap((job) => breachesOf(job, byJob.get(job.id) ?? []))];
  },
};

function breachesOf(
  { id, status, stage, generation }: Observation['jobs'][number],
  verdicts: Observation['verdicts'],
): string[] {
  if (!terminal.includes(status)) return [`job ${id} has not ended: ${status}, stage ${stage ?? 'none'}`];
  const breaches = [...Map.groupBy(verdicts, (verdict) => verdict.generation)]
    .filter(([, told]) => told.length > 1)
    .map(
      ([number, told]) =>
        `generation ${number} of job ${id} ended ${told.length} times: ${told.map(named).join(', ')}`,
    );
  const last = verdicts.find((verdict) => verdict.generation === generation);
  if (last === undefined) breaches.push(`job ${id} is ${status}, and no event ever said so`);
  else if (outcomes.get(last.type) !== status)
    breaches.push(`job ${id} is ${status}, and the others were told ${named(last)}`);
  return breaches;
}

function named({ type, eventId }: Observation['verdicts'][number]): string {
  return `${outcomes.get(type)} (event ${eventId})`;
}
