import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const INTERNAL_TOKEN = Symbol('internal token');

/** Only the gateway, which shares the token, may ask: it is what knows whose meeting is whose. */
@Injectable()
export class InternalTokenGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(@Inject(INTERNAL_TOKEN) token: string) {
    this.expected = digest(`Bearer ${token}`);
  }

  canActivate(context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (timingSafeEqual(digest(authorization ?? ''), this.expected)) return true;
    throw new AppError('UNAUTHORIZED', 'expected the internal credential as a bearer token');
  }
}

/** Of one length whatever was given: `timingSafeEqual` demands it, and the length of the token stays unknown. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
