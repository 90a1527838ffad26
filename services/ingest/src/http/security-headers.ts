import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** What every answer has, for those that no hook sees. */
    securityHeaders: Readonly<Record<string, string>>;
  }
}

/**
 * On every answer, also where there was no request to speak of: nothing that the gateway says is to be run, framed, sniffed or
 * kept. Where something may be kept, as a page of /docs or what has an `ETag`, the route says so.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The first hook of all: what a later one refuses has them too. `hstsSeconds` 0: the gateway is not known to be behind TLS. */
export function addSecurityHeaders(fastify: FastifyInstance, hstsSeconds: number): void {
  const hsts = { 'strict-transport-security': `max-age=${hstsSeconds}` };
  const headers = hstsSeconds > 0 ? { ...securityHeaders, ...hsts } : securityHeaders;
  fastify.decorate('securityHeaders', headers);
  fastify.addHook('onRequest', (_request, reply, next) => {
    void reply.headers(headers);
    next();
  });
}
