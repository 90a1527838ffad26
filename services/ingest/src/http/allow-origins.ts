import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { apiRoutes } from '@meeting-intelligence/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const allowedHeaders = [
  ...['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID', 'X-Request-Id'],
  ...['Tus-Resumable', 'Upload-Checksum', 'Upload-Concat', 'Upload-Defer-Length', 'Upload-Length'],
  ...['Upload-Metadata', 'Upload-Offset', 'X-HTTP-Method-Override'],
];

const exposedHeaders = [
  ...['ETag', 'Idempotency-Replayed', 'Link', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
  ...['Tus-Checksum-Algorithm', 'Tus-Extension', 'Tus-Max-Size', 'Tus-Resumable', 'Tus-Version'],
  ...['Upload-Expires', 'Upload-Length', 'Upload-Metadata', 'Upload-Offset', 'X-Request-Id'],
];

/** HEAD comes with GET. */
const methods = [...new Set(['HEAD', ...apiRoutes.map(({ method }) => method)])];

/**
 * CORS, in this one place. Without cookies: a page has to show a key, or an event token. Has to be there before what asks for keys:
 * a preflight shows none.
 */
export async function allowOrigins(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  keepVaryingByOrigin(fastify);
  const allowed = origins.includes('*') ? '*' : origins.length > 0 && [...origins];
  await fastify.register(cors, {
    delegator: (request, done) => {
      const options: FastifyCorsOptions = {
        ...{ allowedHeaders, exposedHeaders, methods, maxAge: 600 },
        origin: isForEverybody(request) ? '*' : allowed,
        // Any other OPTIONS is for its route, as that of tus.
        preflight: request.headers['access-control-request-method'] !== undefined,
        strictPreflight: false,
      };
      done(null, options);
    },
  });
}

/** Routes that answer by other headers say so too, in place of what was said before. */
function keepVaryingByOrigin(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    const vary = String(reply.getHeader('vary') ?? '');
    if (!/(^|,\s*)(origin|\*)\s*(,|$)/i.test(vary))
      void reply.header('vary', vary ? `${vary}, Origin` : 'Origin');
    done();
  });
}

/** The description is public; and whoever has an event token in the query may read what it opens, wherever the page is from. */
function isForEverybody({ raw: { url = '' } }: FastifyRequest): boolean {
  const [path, query = ''] = url.split('?', 2);
  return path === '/openapi.json' || (/^\/v1\/jobs\/[^/]+\/events$/.test(path!) && /(^|&)token=/.test(query));
}
