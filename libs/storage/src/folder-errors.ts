import { AppError } from '@meeting-intelligence/errors';

/** Throws what a failed call of the file system means for the store. */
export function asStorageError(error: unknown): never {
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  throw full
    ? new AppError('STORAGE_FULL', 'the storage folder has no room left', { cause: error })
    : new AppError('STORAGE_UNAVAILABLE', `the storage folder cannot be used (${code})`, { cause: error });
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

/** False where somebody else has the name. */
export function asTaken(error: unknown): false {
  if (codeOf(error) === 'EEXIST') return false;
  return asStorageError(error);
}

export function notFound(key: string): AppError {
  return new AppError('OBJECT_NOT_FOUND', `there is no object ${key} in the store`);
}

export function rootMissing(): AppError {
  return new AppError(
    'STORAGE_UNAVAILABLE',
    'expected the storage folder to be there, it is missing or not mounted',
  );
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}
