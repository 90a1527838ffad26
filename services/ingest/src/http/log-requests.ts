import { AsyncResource } from 'node:async_hooks';
import { followJobs, pathOf, requestIdOf } from '@meeting-intelligence/http';
import { withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const routesOfJobs = /^\/v1\/jobs\/:id(\/|$)/;

/**
 * Gives every request an id (the client's own `X-Request-Id` if it is a plain one), puts it into the answer and, with that of
 * the job, into the context of every log line; and writes one line about each request, also about one whose client went away.
 */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.setGenReqId(requestIdOf);
  fastify.addHook('onRequest', (request, reply, next) => {
    const startedAt = performance.now();
    void reply.header('x-request-id', request.id);
    const context = { request_id: request.id };
    // Bound: the connection of a client that goes away closes outside of the request, and of its trace.
    const log = AsyncResource.bind(() =>
      withLogContext({ ...context, job_id: request.jobId, ...whoAsked(request) }, () =>
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
    reply.raw.once('close', log);
    withLogContext(context, next);
  });
  followJobs(fastify, routesOfJobs);
}

function whoAsked({ principal }: FastifyRequest) {
  return principal && { key_id: principal.keyId, owner: principal.owner };
}
