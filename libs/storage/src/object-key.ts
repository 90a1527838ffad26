import { AppError } from '@meeting-intelligence/errors';

/** No leading dot: names that start with one are the store's own. */
const segment = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/**
 * A key can come from an event, and an event is not to be trusted with any path of the machine.
 *
 * @throws AppError OBJECT_NOT_FOUND, as nothing is ever stored under any other key
 */
export function assertKey(key: string): void {
  if (isKey(key)) return;
  throw new AppError('OBJECT_NOT_FOUND', 'expected the key of an object to be plain segments: recordings/ID');
}

export function isKey(key: string): boolean {
  return key.length <= 1_000 && key.split('/').every((part) => segment.test(part));
}

/** @throws AppError OBJECT_NOT_FOUND, as no key begins like this; every key begins with '' */
export function assertPrefix(prefix: string): void {
  if (prefix !== '') assertKey(prefix.replace(/\/$/, ''));
}
