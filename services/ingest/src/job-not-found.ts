import { AppError } from '@meeting-intelligence/errors';

export function jobNotFound(): AppError {
  return new AppError('JOB_NOT_FOUND', 'there is no job with this id');
}
