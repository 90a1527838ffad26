import type { Scope } from '@meeting-intelligence/contracts';
import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the key has to be good for; null: no key is asked for. */
    scope?: Scope | null;
  }
}

/** On a handler under /v1: the scope that the key has to have, in place of `jobs:read`. */
export function RequireScope(scope: Scope): MethodDecorator {
  return RouteConfig({ scope });
}

/** On a handler under /v1: for everybody, without a key. */
export function Public(): MethodDecorator {
  return RouteConfig({ scope: null });
}
