import type { Facts } from './job-progress.js';
import type { Step } from './job-step.js';

/** What part of the whole is behind a job at each step: about the time that it usually takes, and nothing more exact. */
const shareAt: Readonly<Record<Step | 'completed', number>> = {
  requested: 0,
  accepted: 0,
  prepared: 0.1,
  submitted: 0.2,
  transcribed: 0.6,
  analysed: 0.9,
  completed: 1,
};

/** From 0 to 1. It never goes back within a generation; of one that failed or was cancelled it stays where it was. */
export function progressShareOf({
  completed,
  analysed,
  transcribed,
  readable,
  submitted,
  prepared,
}: Facts): number {
  if (completed) return shareAt.completed;
  if (analysed) return shareAt.analysed;
  if (transcribed ?? readable) return shareAt.transcribed;
  if (submitted) return shareAt.submitted;
  return prepared ? shareAt.prepared : shareAt.accepted;
}
