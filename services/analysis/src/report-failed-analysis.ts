import { analysisCompleted, jobCancelled, jobErased, meetingDetails } from '@meeting-intelligence/contracts';
import type { OnGivenUp } from '@meeting-intelligence/messaging';
import { completion, failed, fitting, outcomesIn, skippedParts } from './outcomes.js';

/** A meeting without its analysis is still a meeting: the job goes on with what there is, and says what is missing. */
export const reportFailedAnalysis: OnGivenUp = (event, failure) => {
  // Given up, an order stops or deletes nothing here; the job has ended all the same.
  if (event.type === jobCancelled.type || event.type === jobErased.type) return [];
  const { status, reason } = failed(failure);
  const before = outcomesIn(failure.checkpoint);
  // As it came: an event that travelled by claim check, or is not what it should be, does not say what was asked for.
  const details = meetingDetails.safeParse((event.data as { meeting?: unknown } | undefined)?.meeting).data;
  const found = details ? { ...fitting(before, details), ...skippedParts(details) } : before;
  return [analysisCompleted(completion(found, { status, reason }))];
};
