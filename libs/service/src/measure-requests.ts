import { metrics } from '@meeting-intelligence/metrics';
import type { FastifyInstance } from 'fastify';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** As nginx calls a request whose client went away before it was answered. */
const clientGone = '499';

/** Rate, errors and duration of the requests of an API, by the template of their route. Register it before all other hooks. */
export function measureRequests(fastify: FastifyInstance): void {
  let active = 0;
  const end = metrics.httpActive.from(() => active);
  fastify.addHook('onClose', async () => end());
  fastify.addHook('onRequest', (request, { raw }, next) => {
    const startedAt = performance.now();
    active += 1;
    // Not `onResponse`: that is not called for a client that went away.
    raw.once('close', () => {
      active -= 1;
      metrics.httpRequest.observe(
        {
          http_request_method: methods.has(request.method) ? request.method : '_OTHER',
          http_route: request.routeOptions.url ?? 'unmatched',
          http_response_status_code: raw.headersSent ? String(raw.statusCode) : clientGone,
        },
        (performance.now() - startedAt) / 1_000,
      );
    });
    next();
  });
}
