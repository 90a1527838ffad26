import { AppError } from '@meeting-intelligence/errors';

/** MinIO's and Ceph's words for a full disk or a used-up quota; AWS has none. */
const fullNames = ['XMinioStorageFull', 'QuotaExceeded', 'InsufficientCapacity'];

/** 412: the key is taken. 409: another write of it is under way, and the server leaves open who is first. */
export function isTaken(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 412 || $metadata?.httpStatusCode === 409;
}

export function asS3Error(key: string | undefined, error: unknown): AppError {
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  if (error instanceof AppError) return error;
  if (key !== undefined && (name === 'NoSuchKey' || name === 'NotFound')) {
    return new AppError('OBJECT_NOT_FOUND', `there is no object ${key} in the store`);
  }
  if (fullNames.includes(name) || $metadata?.httpStatusCode === 507) {
    return new AppError('STORAGE_FULL', 'the S3 store has no room left', { cause: error });
  }
  return new AppError('STORAGE_UNAVAILABLE', `the S3 store cannot be used: ${name}: ${message}`, {
    cause: error,
  });
}
