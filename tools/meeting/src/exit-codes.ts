import { ApiProblem, Unreachable, type Job } from '@meeting-intelligence/client';
import { UsageError } from './usage-error.js';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  unauthorized: 4,
  /** EX_TEMPFAIL of sysexits.h: try again later. */
  away: 75,
  interrupted: 130,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof Unreachable) return exitCodes.away;
  if (!(error instanceof ApiProblem)) return exitCodes.failed;
  if (error.status === 404 || error.status === 410) return exitCodes.notFound;
  if (error.status === 401 || error.status === 403) return exitCodes.unauthorized;
  return error.isTransient ? exitCodes.away : exitCodes.failed;
}

/** A job that has not ended is none that failed. */
export function exitCodeOfJob({ status }: Pick<Job, 'status'>): number {
  return status === 'failed' || status === 'cancelled' ? exitCodes.failed : exitCodes.done;
}
