import type { FastifyInstance } from 'fastify';
import { apiRouteAt } from './api-route-of.js';

/** Before the routes are there: of those that take more than is usual (contracts/api). */
export function sizeJsonBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const limit = apiRouteAt(String(route.method), route.url)?.maxBodyBytes;
    if (limit !== undefined) route.bodyLimit = limit;
  });
}
