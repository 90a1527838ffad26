import { ProblemFilter, requestIdOf } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import { withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** What the internal API needs of Fastify beyond its routes: the caller's request id in every line, and problems. */
export function configureHttp(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.setGenReqId(requestIdOf);
  fastify.addHook('onRequest', (request, reply, next) => {
    void reply.header('x-request-id', request.id);
    withLogContext({ request_id: request.id }, next);
  });
  app.useGlobalFilters(new ProblemFilter(app.get<Logger>(LOGGER)));
}
