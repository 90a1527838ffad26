import type { Scope } from '@meeting-intelligence/contracts';
import type { FastifyRequest } from 'fastify';

/** Who asks: an API key, and whose jobs it is for. */
export interface Principal {
  readonly keyId: string;
  readonly owner: string;
  readonly scopes: readonly Scope[];
}

/** In place of an owner: whoever's it is. Nothing that is merely missing means that. */
export const anyOwner = Symbol('any owner');
export type OwnerOrAny = string | typeof anyOwner;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard of the API keys. */
    principal?: Principal;
  }
}

/** Of a request that the guard let through. */
export function principalOf({ principal, method, url }: FastifyRequest): Principal {
  if (!principal) throw new Error(`expected a route behind the guard of the API keys, got ${method} ${url}`);
  return principal;
}
