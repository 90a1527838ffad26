import type { FastifyInstance } from 'fastify';
import { tusVersion } from './tus-headers.js';

/** What tus needs of Fastify: to leave the body alone, and to name the version in every answer, a refusal of the guard too. */
export function speakTus(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/offset+octet-stream', (_request, _body, done) => done(null));
  fastify.addHook('onRequest', (request, reply, next) => {
    const isTus = /^\/v1\/uploads(\/:id)?$/.test(request.routeOptions.url ?? '');
    // The first is for who speaks another version, which the refusal is about.
    if (isTus) void reply.header('tus-version', tusVersion).header('tus-resumable', tusVersion);
    next();
  });
}
