import { apiRoutes, type ApiRoute } from '@meeting-intelligence/contracts';
import type { FastifyRequest } from 'fastify';

/** `POST /v1/jobs/:id/cancel` → what contracts/api says of it. */
const routes = new Map<string, ApiRoute>(
  apiRoutes.map((route) => [`${route.method} ${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, route]),
);

/** Undefined for what is no operation of the API. */
export function apiRouteOf({ method, routeOptions: { url } }: FastifyRequest): ApiRoute | undefined {
  return apiRouteAt(method, url);
}

/** `url` as Fastify has it, with its parameters behind colons. HEAD is answered by the handler of GET where it has none. */
export function apiRouteAt(method: string, url: string | undefined): ApiRoute | undefined {
  const own = routes.get(`${method} ${url}`);
  return own ?? (method === 'HEAD' ? routes.get(`GET ${url}`) : undefined);
}
