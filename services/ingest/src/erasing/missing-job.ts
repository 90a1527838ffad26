import type { AppError } from '@meeting-intelligence/errors';
import type { JobLedger } from '../job-ledger.js';
import { jobNotFound } from '../job-not-found.js';
import { jobGone } from './job-gone.js';

/**
 * What to tell an owner of a job that the ledger does not find: whoever erased it learns that it is gone, everybody else that
 * there is none.
 *
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function missingJob(
  ledger: Pick<JobLedger, 'wasErased'>,
  id: string,
  owner: string,
): Promise<AppError> {
  return (await ledger.wasErased(id, owner)) ? jobGone() : jobNotFound();
}
