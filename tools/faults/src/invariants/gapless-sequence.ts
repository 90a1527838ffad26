import type { Invariant } from './invariant.js';

export const gaplessSequence: Invariant = {
  id: 'I5',
  claim: "the sequence of a job's events has no gap",
  breaches({ jobs, events }) {
    const byJob = Map.groupBy(events, ({ jobId }) => jobId);
    return jobs.flatMap(({ id, lastSequence }) => {
      const history = byJob.get(id) ?? [];
      const sequence = history.map((event) => event.sequence);
      const isWhole =
        sequence.length === lastSequence && sequence.every((number, index) => number === index + 1);
      const breaches = isWhole
        ? []
        : [
            `the history of job ${id} is ${sequence.join(', ') || 'empty'}, its last number is ${lastSequence}`,
          ];
      const again = [...Map.groupBy(history, ({ eventId }) => eventId)].filter(
        ([, entries]) => entries.length > 1,
      );
      return [
        ...breaches,
        ...again.map(
          ([eventId, entries]) => `event ${eventId} is ${entries.length} times in the history of job ${id}`,
        ),
      ];
    });
  },
};
