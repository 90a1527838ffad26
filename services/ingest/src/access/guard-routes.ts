import type { Scope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { withLogContext } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hookDeadlineMs, inTime } from '../http/in-time.js';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

type CountRequest = (request: FastifyRequest, reply: FastifyReply, principal: Principal) => Promise<void>;

/**
 * Every route under /v1 needs an API key with one of its scopes (require-scope.ts). A hook of Fastify and not a guard of Nest:
 * those run when the body has been read, and nothing is read from strangers. Adds who asks to every line that is logged.
 *
 * @param count is told of everything that a key asks, also of what it is not good for; may refuse it
 */
export function guardRoutes(
  fastify: FastifyInstance,
  authenticator: Pick<Authenticator, 'authenticate'>,
  count: CountRequest = () => Promise.resolve(),
): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    const wanted = scopesOf(request);
    if (wanted === null) return next();
    const authenticated = authenticator.authenticate(request.raw.headersDistinct.authorization ?? []);
    inTime(authenticated, hookDeadlineMs).then((principal) => {
      request.principal = principal;
      const context = { key_id: principal.keyId, owner: principal.owner };
      withLogContext(context, () => {
        count(request, reply, principal).then(() => next(faultOf(principal, wanted)), next);
      });
    }, next);
  });
}

/** Null for what nobody has to show a key for: what is not there is not there for everybody. */
function scopesOf({ is404, routeOptions: { url, config } }: FastifyRequest): readonly Scope[] | null {
  if (is404 || !url || !/^\/v1(\/|$)/.test(url)) return null;
  return config.scopes === undefined ? ['jobs:read'] : config.scopes;
}

function faultOf({ scopes }: Principal, wanted: readonly Scope[]): AppError | undefined {
  if (wanted.some((scope) => scopes.includes(scope))) return undefined;
  return new AppError('INSUFFICIENT_SCOPE', `expected an API key with the scope ${wanted.join(' or ')}`);
}
