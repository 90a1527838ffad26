import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The client's own `X-Request-Id` if it is a plain one, or else a new id. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
}
