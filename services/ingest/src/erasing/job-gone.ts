import { AppError } from '@meeting-intelligence/errors';

export function jobGone(): AppError {
  return new AppError('JOB_ERASED', 'this job, and everything about it, was deleted');
}
