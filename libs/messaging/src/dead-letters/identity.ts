import { createHash } from 'node:crypto';
import { headerNames, withoutBrokersOwn } from '../message/headers.js';
import type { DeadMessage } from './dead-message.js';

const DIGITS = 12;

/**
 * Names a dead letter for people: it follows from what the message carries, so it is the same however often somebody
 * looks, and no database is needed. Two messages share one only when they are the same copy, published twice because a
 * confirm got lost: whoever acts on the id means both.
 */
export function deadLetterId({ queue, headers, properties, body }: DeadMessage): string {
  const copy = headers[headerNames.copy];
  if (typeof copy === 'string') return shortHash(queue, copy);
  // Not published by us.
  const foreign = JSON.stringify([properties, withoutBrokersOwn(headers)]);
  return shortHash(queue, foreign, body);
}

export function shortHash(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, DIGITS);
}
