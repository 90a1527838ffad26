import { apiRoutes } from '@meeting-intelligence/contracts';
import type { FastifyInstance } from 'fastify';

/** `POST /v1/jobs/batch` → what it takes (contracts/api). */
const limits = new Map<string, number>(
  apiRoutes.flatMap(({ method, path, maxBodyBytes }) =>
    maxBodyBytes === undefined ? [] : [[`${method} ${path}`, maxBodyBytes] as const],
  ),
);

/** Before the routes are there. */
export function sizeJsonBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const limit = limits.get(`${String(route.method)} ${route.url}`);
    if (limit !== undefined) route.bodyLimit = limit;
  });
}
