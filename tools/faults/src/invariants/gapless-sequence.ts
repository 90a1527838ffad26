import { jobCancelled, jobCompleted, jobFailed } from '@meeting-intelligence/contracts';
import type { Observation } from '../observation.js';
import type { Invariant } from './invariant.js';

const endings: ReadonlySet<string> = new Set([jobCompleted, jobFailed, jobCancelled].map(({ type }) => type));

export const gaplessSequence: Invariant = {
  id: 'I5',
  claim:
    "the sequence of a job's events has no gap, and whoever follows the job sees each of them up to its end once, in order, however often the stream is cut",
  breaches({ jobs, events, followed }) {
    const byJob = Map.groupBy(events, ({ jobId }) => jobId);
    return jobs.flatMap((job) => {
      const history = byJob.get(job.id) ?? [];
      return [...gapsIn(job, history), ...repeatedIn(job, history), ...unlike(job, history, followed)];
    });
  },
};

type Job = Observation['jobs'][number];
type History = Observation['events'];

function gapsIn({ id, lastSequence }: Job, history: History): string[] {
  const sequence = history.map((event) => event.sequence);
  const isWhole = sequence.length === lastSequence && sequence.every((number, index) => number === index + 1);
  if (isWhole) return [];
  return [
    `the history of job ${id} is ${sequence.join(', ') || 'empty'}, its last number is ${lastSequence}`,
  ];
}

function repeatedIn({ id }: Job, history: History): string[] {
  return [...Map.groupBy(history, ({ eventId }) => eventId)].flatMap(([eventId, { length }]) =>
    length > 1 ? [`event ${eventId} is ${length} times in the history of job ${id}`] : [],
  );
}

/** A stream ends with the event that ends the job; what is recorded after it, such as that the webhook was delivered, may be missing. */
function unlike({ id }: Job, history: History, followed: Observation['followed']): string[] {
  const seen = followed.get(id);
  if (seen === undefined) return [];
  const end = history.findLastIndex(({ type }) => endings.has(type)) + 1;
  const due = history.slice(0, Math.max(end, seen.length));
  const [told, recorded] = [seen, due].map((events) =>
    events.map(({ sequence, type, generation }) => `${sequence} ${type} (${generation})`).join(', '),
  );
  return told === recorded
    ? []
    : [`who followed job ${id} saw ${told || 'nothing'}, its history is ${recorded}`];
}
