import { AppError } from '@meeting-intelligence/errors';

/** No leading dot: names that start with one are the store's own. */
const segment = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/**
 * A key can come from an event, and an event is not to be trusted with any path of the machine.
 *
 * @throws AppError OBJECT_NOT_FOUND, as nothing is ever stored under any other key
 */
export function assertKey(key: string): void {
  if (key.length <= 1_000 && key.split('/').every((part) => segment.test(part))) return;
  throw new AppError('OBJECT_NOT_FOUND', 'expected the key of an object to be plain segments: recordings/ID');
}
