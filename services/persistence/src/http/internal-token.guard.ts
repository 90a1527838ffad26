import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const INTERNAL_TOKEN = Symbol('internal token');

/** Only the gateway, which shares the token, may ask: it is what knows whose meeting is whose. */
@Injectable()
export class InternalTokenGuard implements CanActivate {
  constructor(@Inject(INTERNAL_TOKEN) private readonly token: string) {}

  canActivate(context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (knowsToken(authorization, this.token)) return true;
    throw new AppError('UNAUTHORIZED', 'expected the internal credential as a bearer token');
  }
}

export function knowsToken(authorization: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`));
}

/** Of one length whatever was given: `timingSafeEqual` demands it, and the length of the token stays unknown. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
