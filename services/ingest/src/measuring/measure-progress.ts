import { metrics } from '@meeting-intelligence/metrics';
import { outcomeOf, type JobProgress } from '../job-progress.js';
import { stateOf } from '../job-state.js';

const stages = ['transcription', 'analysis', 'persistence', 'notification'] as const;

/**
 * What became known of a job by the step from `before` to `after`: how long its stages took, and all of it. To be called when
 * that is committed. Waiting in the bulk lane is not counted, so that the time is one that may be held against an objective.
 */
export function measureProgress(before: JobProgress, after: JobProgress, createdAt: Date): void {
  const { facts, generation } = after;
  const known = before.generation === generation ? stateOf(before) : undefined;
  const now = stateOf(after);
  for (const stage of stages) {
    const times = now.stages[stage];
    const before = known?.stages[stage];
    if (!times?.startedAt || !times.completedAt || (before?.startedAt && before.completedAt)) continue;
    const failed =
      stage === 'notification'
        ? facts.notified?.outcome === 'exhausted'
        : facts.failed?.error.stage === stage;
    const outcome = failed ? 'failed' : 'ok';
    metrics.jobStageDuration.observe({ stage, outcome }, secondsBetween(times.startedAt, times.completedAt));
  }
  const outcome = outcomeOf(facts);
  if (!outcome || !now.completedAt || known?.completedAt) return;
  const begunAt =
    (facts.requested ?? facts.accepted)?.at ?? (generation === 1 ? createdAt.toISOString() : undefined);
  if (begunAt !== undefined)
    metrics.jobCriticalTime.observe({ outcome }, secondsBetween(begunAt, now.completedAt));
}

/** Before the first job. */
export function initialiseProgress(): void {
  metrics.jobStageDuration.initialise({ stage: stages, outcome: ['ok', 'failed'] });
  metrics.jobCriticalTime.initialise({ outcome: ['completed', 'failed', 'cancelled'] });
}

/** Clocks of two machines differ. */
function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000;
}
