import type { FastifyInstance } from 'fastify';

/**
 * `Expect: 100-continue` (RFC 9110 §10.1.1): Node by itself says `100 Continue` before anybody has looked at the request.
 * Here it is said once every hook that may refuse it unread has let it pass.
 */
export function continueWhenWanted(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  fastify.addHook('preParsing', ({ headers }, reply, payload, done) => {
    if (/^100-continue$/i.test(headers.expect ?? '')) reply.raw.writeContinue();
    done(null, payload);
  });
}
