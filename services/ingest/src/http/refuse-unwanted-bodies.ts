import { AppError } from '@meeting-intelligence/errors';
import type { FastifyInstance } from 'fastify';
import { apiRouteOf } from './api-route-of.js';
import { hasBody, mediaTypeOf } from './media-type.js';

/**
 * Fastify would read a body that its route does not take to its end first, however slowly it comes, only for the route to
 * refuse it.
 */
export function refuseUnwantedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, next) => {
    if (request.is404) return next(new AppError('NOT_FOUND', 'there is nothing at this path'));
    const wanted = Object.keys(apiRouteOf(request)?.body ?? {});
    // Clients that always name a media type name it of nothing too; Fastify would miss the JSON.
    if (!hasBody(request)) delete request.headers['content-type'];
    else if (!wanted.includes(mediaTypeOf(request)))
      return next(new AppError('UNSUPPORTED_MEDIA_TYPE', `expected ${wanted.join(' or ') || 'no body'}`));
    next();
  });
}
