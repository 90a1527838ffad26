import type { FastifyInstance } from 'fastify';

/** `/docs/`, which Nest takes for `/docs`. Relative, as the page is: it works behind a proxy that adds a prefix. */
export function redirectDocs(fastify: FastifyInstance): void {
  fastify.get('/docs/', (_request, reply) => reply.redirect('../docs', 308));
}
