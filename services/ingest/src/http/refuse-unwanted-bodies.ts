import { apiRoutes } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** `POST /v1/jobs` → the media types of its body (contracts/api). */
const mediaTypes = new Map(
  apiRoutes.map(({ method, path, body = {} }) => [
    `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    Object.keys(body),
  ]),
);

/**
 * Fastify would read a body that its route does not take to its end first, however slowly it comes, only for the route to
 * refuse it.
 */
export function refuseUnwantedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, next) => {
    if (request.is404) return next(new AppError('NOT_FOUND', 'there is nothing at this path'));
    const wanted = mediaTypes.get(`${request.method} ${request.routeOptions.url}`) ?? [];
    // Clients that always name a media type name it of nothing too; Fastify would miss the JSON.
    if (!hasBody(request)) delete request.headers['content-type'];
    else if (!wanted.includes(mediaTypeOf(request)))
      return next(new AppError('UNSUPPORTED_MEDIA_TYPE', `expected ${wanted.join(' or ') || 'no body'}`));
    next();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}
