import { type FastifyInstance } from 'fastify';
import type { Media } from './media.js';

/**
 * Behind the limits: a form whose recording could not be decoded soon is refused before it is read. One that was read is decoded
 * when its turn comes, for as long as its client waits: nothing that was sent is thrown away. Uploads in pieces are read at any
 * time, as they keep what arrived.
 */
export function refuseLongWaits(fastify: FastifyInstance, media: Pick<Media, 'assertShortWait'>): void {
  fastify.addHook('onRequest', ({ principal, headers, repeated }, _reply, next) => {
    const isForm = /^multipart\/form-data\s*(;|$)/i.test(headers['content-type'] ?? '');
    try {
      if (principal && isForm && !repeated) media.assertShortWait(principal.owner);
    } catch (error) {
      return next(error as Error);
    }
    next();
  });
}
