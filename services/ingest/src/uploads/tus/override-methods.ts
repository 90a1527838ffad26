import type { IncomingMessage, Server } from 'node:http';

const overriding = new Set(['HEAD', 'PATCH', 'DELETE']);

/**
 * `X-HTTP-Method-Override` of tus 1.0, for clients where nothing but GET and POST gets through. Of uploads alone: nowhere else is
 * something else done than what a proxy in front of us sees. Before Fastify looks for a route.
 */
export function overrideMethods(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    const wanted = String(request.headers['x-http-method-override']);
    const isOfUpload = request.method === 'POST' && /^\/v1\/uploads\/./.test(request.url ?? '');
    if (isOfUpload && overriding.has(wanted)) request.method = wanted;
  });
}
