import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { hookDeadlineMs, inTime } from '../http/in-time.js';
import type { RequestLimits } from './request-limits.js';

/** Behind the guard of the API keys, which counts (access/guard-routes.ts): what a key may not do too much of at a time. */
export function limitRequests(fastify: FastifyInstance, limits: Pick<RequestLimits, 'admit'>): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    underKey(request, next, (principal) => limits.admit(request, reply, principal));
  });
}

/** Behind the idempotency keys: a request that was done before adds nothing, and is answered when there is no room either. */
export function refuseWithoutRoom(fastify: FastifyInstance, limits: Pick<RequestLimits, 'assertRoom'>): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    if (request.repeated ?? request.idempotency?.cameTrueBefore) next();
    else underKey(request, next, (principal) => limits.assertRoom(request, reply, principal));
  });
}

/** `next` in place of a promise keeps the context of the log. */
function underKey(
  { principal }: FastifyRequest,
  next: (error?: Error) => void,
  check: (principal: Principal) => Promise<void>,
): void {
  if (principal) inTime(check(principal), hookDeadlineMs).then(() => next(), next);
  else next();
}
