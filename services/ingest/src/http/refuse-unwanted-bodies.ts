import { AppError } from '@meeting-intelligence/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * The only body this API takes is an upload, whose pace its reader watches. Fastify would read any other to its end
 * first, however slowly it comes, only for the route to refuse it.
 */
export function refuseUnwantedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, next) => {
    if (request.is404) return next(new AppError('NOT_FOUND', 'there is nothing at this path'));
    if (hasBody(request) && !/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? ''))
      return next(new AppError('UNSUPPORTED_MEDIA_TYPE', 'expected multipart/form-data'));
    next();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
