import type { Scope } from '@meeting-intelligence/contracts';
import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of what the key has to be good for, one; null: no key is asked for. */
    scopes?: readonly Scope[] | null;
  }
}

/** On a handler under /v1: the scopes of which the key has to have one, in place of `jobs:read`. */
export function RequireScope(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator {
  return RouteConfig({ scopes });
}

/** On a handler under /v1: for everybody, without a key. */
export function Public(): MethodDecorator {
  return RouteConfig({ scopes: null });
}
