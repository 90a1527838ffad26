import { ProblemFilter } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from '../access/authenticator.js';
import { guardRoutes } from '../access/guard-routes.js';
import { answerBrokenRequests } from './answer-broken-requests.js';
import { lingerThenClose } from './linger-then-close.js';
import { logRequests } from './log-requests.js';
import { refuseUnwantedBodies } from './refuse-unwanted-bodies.js';
import { timeJsonBodies } from './time-json-bodies.js';

/** What the public API needs of Fastify and Node's server beyond routes. */
export function configureHttp(app: NestFastifyApplication): void {
  const logger = app.get<Logger>(LOGGER);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  logRequests(fastify, logger);
  guardRoutes(fastify, app.get(Authenticator));
  refuseUnwantedBodies(fastify);
  timeJsonBodies(fastify);
  // Uploads are read from the socket, part by part, by the route itself.
  fastify.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null));
  // The pace of an upload is watched by its reader (upload/pace.ts); no fixed time is right for all of them.
  fastify.server.requestTimeout = 0;
  fastify.server.headersTimeout = 15_000;
  answerBrokenRequests(fastify.server);
  app.useGlobalFilters(new ProblemFilter(logger, lingerThenClose));
}
