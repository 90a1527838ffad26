import { RejectedRequest } from '@meeting-intelligence/http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Whose meetings are asked for. The gateway knows, and says so in `X-Owner`; a request without it is not of the gateway. */
export const Owner = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { 'x-owner': owner } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  if (typeof owner === 'string' && owner !== '') return owner;
  throw new RejectedRequest('INVALID_REQUEST', 'expected the header X-Owner', { status: 400 });
});
