import { RejectedRequest } from '@meeting-intelligence/http';
import type { FastifyRequest } from 'fastify';

/**
 * What the client has seen: the header, which a browser sends when it comes back by itself, before the query, which is for
 * the first request of one that was here before. Undefined for a client that is new.
 *
 * @throws RejectedRequest for an id that is none of ours
 */
export function lastEventIdOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  query: { readonly last_event_id?: string },
): number | undefined {
  const header = headers['last-event-id'];
  const given = typeof header === 'string' && header !== '' ? header : query.last_event_id;
  if (given === undefined) return undefined;
  if (!/^\d{1,15}$/.test(given)) throw badEventId('expected the id of an event of this stream');
  return Number(given);
}

export function badEventId(detail: string): RejectedRequest {
  return new RejectedRequest('INVALID_REQUEST', `last event id: ${detail}`, {
    faults: [{ pointer: '/last_event_id', code: 'invalid', detail }],
  });
}
