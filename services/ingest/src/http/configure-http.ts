import { ProblemFilter, traceRequests } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from '../access/authenticator.js';
import { guardRoutes } from '../access/guard-routes.js';
import type { IngestConfig } from '../config.js';
import { checkIdempotencyKeys } from '../idempotency/check-idempotency-keys.js';
import { IdempotentRequests } from '../idempotency/idempotent-requests.js';
import { redirectDocs } from '../description/redirect-docs.js';
import { limitRequests, refuseWithoutRoom } from '../limits/limit-requests.js';
import { RequestLimits } from '../limits/request-limits.js';
import { Media } from '../media/media.js';
import { refuseLongWaits } from '../media/refuse-long-waits.js';
import { UPLOAD_LIMITS, type UploadLimits } from '../upload/upload-limits.js';
import { speakTus } from '../uploads/tus/speak-tus.js';
import { addSecurityHeaders } from './security-headers.js';
import { allowOrigins } from './allow-origins.js';
import { answerBrokenRequests } from './answer-broken-requests.js';
import { continueWhenWanted } from './continue-when-wanted.js';
import { lingerThenClose } from './linger-then-close.js';
import { logRequests } from './log-requests.js';
import { parseJsonBodies } from './parse-json-bodies.js';
import { refuseUnwantedBodies } from './refuse-unwanted-bodies.js';
import { sizeJsonBodies } from './size-json-bodies.js';
import { timeJsonBodies } from './time-json-bodies.js';

/** What the public API needs of Fastify and Node's server beyond routes. */
export async function configureHttp(
  app: NestFastifyApplication,
  config: Pick<IngestConfig, 'CORS_ORIGINS' | 'HSTS_MAX_AGE_SECONDS'>,
): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const limits = app.get(RequestLimits);
  traceRequests(fastify, { fromInside: false });
  addSecurityHeaders(fastify, config.HSTS_MAX_AGE_SECONDS);
  logRequests(fastify, logger);
  await allowOrigins(fastify, config.CORS_ORIGINS);
  speakTus(fastify);
  guardRoutes(fastify, app.get(Authenticator), limits);
  limitRequests(fastify, limits);
  refuseUnwantedBodies(fastify);
  checkIdempotencyKeys(fastify, app.get(IdempotentRequests), app.get<UploadLimits>(UPLOAD_LIMITS), logger);
  refuseWithoutRoom(fastify, limits);
  refuseLongWaits(fastify, app.get(Media));
  continueWhenWanted(fastify);
  sizeJsonBodies(fastify);
  timeJsonBodies(fastify);
  parseJsonBodies(app);
  redirectDocs(fastify);
  // Uploads are read from the socket, part by part, by the route itself.
  fastify.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null));
  // The pace of an upload is watched by its reader (upload/pace.ts); no fixed time is right for all of them.
  fastify.server.requestTimeout = 0;
  fastify.server.headersTimeout = 15_000;
  answerBrokenRequests(fastify);
  app.useGlobalFilters(new ProblemFilter(logger, lingerThenClose));
}
