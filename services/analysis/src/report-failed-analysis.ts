import { analysisCompleted, jobCancelled } from '@meeting-intelligence/contracts';
import type { OnGivenUp } from '@meeting-intelligence/messaging';
import { completion, failed, outcomesIn } from './outcomes.js';

/** A meeting without its analysis is still a meeting: the job goes on with what there is, and says what is missing. */
export const reportFailedAnalysis: OnGivenUp = (event, failure) => {
  // Given up, a cancellation stops nothing here; the job has ended all the same.
  if (event.type === jobCancelled.type) return [];
  const { status, reason } = failed(failure);
  return [analysisCompleted(completion(outcomesIn(failure.checkpoint), { status, reason }))];
};
