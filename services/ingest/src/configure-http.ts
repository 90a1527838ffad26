import { ProblemFilter } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from './access/authenticator.js';
import { guardRoutes } from './access/guard-routes.js';
import type { IngestConfig } from './config.js';
import { redirectDocs } from './description/redirect-docs.js';
import { allowOrigins } from './http/allow-origins.js';
import { answerBrokenRequests } from './http/answer-broken-requests.js';
import { continueWhenWanted } from './http/continue-when-wanted.js';
import { lingerThenClose } from './http/linger-then-close.js';
import { logRequests } from './http/log-requests.js';
import { parseJsonBodies } from './http/parse-json-bodies.js';
import { refuseUnwantedBodies } from './http/refuse-unwanted-bodies.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { sizeJsonBodies } from './http/size-json-bodies.js';
import { timeJsonBodies } from './http/time-json-bodies.js';
import { checkIdempotencyKeys } from './idempotency/check-idempotency-keys.js';
import { IdempotentRequests } from './idempotency/idempotent-requests.js';
import { limitRequests, refuseWithoutRoom } from './limits/limit-requests.js';
import { RequestLimits, subjectOf } from './limits/request-limits.js';
import { UPLOAD_LIMITS, type UploadLimits } from './limits/upload-limits.js';
import { Media } from './media/media.js';
import { refuseLongWaits } from './media/refuse-long-waits.js';
import { overrideMethods } from './uploads/tus/override-methods.js';
import { speakTus } from './uploads/tus/speak-tus.js';

/** What the public API needs of Fastify and Node's server beyond routes. */
export async function configureHttp(
  app: NestFastifyApplication,
  config: Pick<IngestConfig, 'CORS_ORIGINS' | 'HSTS_MAX_AGE_SECONDS'>,
): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const limits = app.get(RequestLimits);
  addSecurityHeaders(fastify, config.HSTS_MAX_AGE_SECONDS);
  logRequests(fastify, logger);
  await allowOrigins(fastify, config.CORS_ORIGINS);
  overrideMethods(fastify.server);
  speakTus(fastify);
  guardRoutes(fastify, app.get(Authenticator), (request, reply, { keyId }) =>
    limits.count(request, reply, subjectOf.key(keyId)),
  );
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
  // The pace of an upload is watched by its reader (limits/pace.ts); no fixed time is right for all of them.
  fastify.server.requestTimeout = 0;
  fastify.server.headersTimeout = 15_000;
  answerBrokenRequests(fastify, logger);
  app.useGlobalFilters(new ProblemFilter(logger, lingerThenClose));
}
