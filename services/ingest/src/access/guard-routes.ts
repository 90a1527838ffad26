import type { Scope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { withLogContext } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hookDeadlineMs, inTime } from '../http/in-time.js';
import { subjectOf, type RequestLimits } from '../limits/request-limits.js';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

/**
 * Every route under /v1 needs an API key with its scope (require-scope.ts). A hook of Fastify and not a guard of Nest:
 * those run when the body has been read, and nothing is read from strangers. Adds who asks to every line that is logged,
 * and counts what a key asks, also what it is not good for.
 */
export function guardRoutes(
  fastify: FastifyInstance,
  authenticator: Pick<Authenticator, 'authenticate'>,
  limits?: Pick<RequestLimits, 'count'>,
): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    const scope = scopeOf(request);
    if (scope === null) return next();
    const authenticated = authenticator.authenticate(request.raw.headersDistinct.authorization ?? []);
    inTime(authenticated, hookDeadlineMs).then((principal) => {
      request.principal = principal;
      const context = { key_id: principal.keyId, owner: principal.owner };
      withLogContext(context, () => {
        const counted = limits?.count(request, reply, subjectOf.key(principal.keyId)) ?? Promise.resolve();
        counted.then(() => next(faultOf(principal, scope)), next);
      });
    }, next);
  });
}

/** Null for what nobody has to show a key for: what is not there is not there for everybody. */
function scopeOf({ is404, routeOptions: { url, config } }: FastifyRequest): Scope | null {
  if (is404 || !url || !/^\/v1(\/|$)/.test(url)) return null;
  return config.scope === undefined ? 'jobs:read' : config.scope;
}

function faultOf({ scopes }: Principal, scope: Scope): AppError | undefined {
  if (scopes.includes(scope)) return undefined;
  return new AppError('INSUFFICIENT_SCOPE', `expected an API key with the scope ${scope}`);
}
