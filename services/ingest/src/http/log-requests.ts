import { pathOf, requestIdOf } from '@meeting-intelligence/http';
import { withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Gives every request an id (the client's own `X-Request-Id` if it is a plain one), puts it into the answer and into the
 * context of every log line, and writes one line about each request, also about one whose client went away.
 */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.setGenReqId(requestIdOf);
  fastify.addHook('onRequest', (request, reply, next) => {
    const startedAt = performance.now();
    void reply.header('x-request-id', request.id);
    const context = { request_id: request.id };
    reply.raw.once('close', () =>
      withLogContext({ ...context, job_id: jobIdOf(request, reply), ...whoAsked(request) }, () =>
        logger.info(
          {
            method: request.method,
            path: pathOf(request.raw.url),
            status: reply.raw.headersSent ? reply.raw.statusCode : undefined,
            is_aborted: !reply.raw.writableFinished,
            duration_ms: Math.round(performance.now() - startedAt),
          },
          'request',
        ),
      ),
    );
    withLogContext(context, next);
  });
}

function whoAsked({ principal }: FastifyRequest) {
  return principal && { key_id: principal.keyId, owner: principal.owner };
}

function jobIdOf(request: FastifyRequest, reply: FastifyReply): string | undefined {
  const path = String(reply.getHeader('location') ?? request.raw.url ?? '');
  return /^\/v1\/jobs\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/i.exec(path)?.[1]?.toLowerCase();
}
