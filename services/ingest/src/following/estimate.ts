import type { PublicJob } from '@meeting-intelligence/contracts';
import type { Job } from '../job.js';
import type { Pace } from './job-outlook.js';

/** Fewer say nothing. */
const leastJobs = 5;

/** When the work on it began; undefined before that, and where it is not known of a later generation. */
export function startOf({ progress: { facts } }: Job): string | undefined {
  return (facts.prepared ?? facts.submitted)?.at;
}

/**
 * When a job that is being worked on will be done, if it goes like most of those like it. Null where nothing honest can be
 * said: too few to compare with, or it takes longer than most did.
 */
export function estimateOf(job: Job, pace: Pace, now: Date): PublicJob['estimate'] {
  const startedAt = startOf(job);
  if (startedAt === undefined || !job.recording || pace.jobs < leastJobs) return null;
  const completesAt = new Date(Date.parse(startedAt) + pace.msPerByte * job.recording.sizeBytes);
  if (!(completesAt > now)) return null;
  return { completes_at: completesAt.toISOString(), basis: { completed_jobs: pace.jobs } };
}
