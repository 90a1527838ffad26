import { AsyncResource } from 'node:async_hooks';
import { metrics } from '@meeting-intelligence/metrics';
import type { FastifyInstance } from 'fastify';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** As nginx calls a request whose client went away before it was answered. */
const clientGone = '499';

const unmatched = 'unmatched';

/**
 * Rate, errors and duration of the requests of an API, by the template of their route. Register it before all other hooks but
 * the one that begins the span of a request: its trace is the exemplar.
 */
export function measureRequests(fastify: FastifyInstance): void {
  let active = 0;
  const end = metrics.httpActive.from(() => active);
  fastify.addHook('onClose', async () => end());
  fastify.addHook('onRequest', (request, { raw }, next) => {
    const startedAt = performance.now();
    active += 1;
    // Not `onResponse`: that is not called for a client that went away. Bound: the connection closes outside of the request.
    const measure = AsyncResource.bind(() => {
      active -= 1;
      observe(request, raw.headersSent ? String(raw.statusCode) : clientGone, startedAt);
    });
    raw.once('close', measure);
    next();
  });
}

/** What was answered before it became a request of any route: there are no hooks for it. */
export function measureUnmatched(method: string, status: number): void {
  observe({ method, routeOptions: {} }, String(status), performance.now());
}

function observe(
  { method, routeOptions }: { readonly method: string; readonly routeOptions: { readonly url?: string } },
  status: string,
  startedAt: number,
): void {
  metrics.httpRequest.observe(
    {
      http_request_method: methods.has(method) ? method : '_OTHER',
      http_route: routeOptions.url ?? unmatched,
      http_response_status_code: status,
    },
    (performance.now() - startedAt) / 1_000,
  );
}
