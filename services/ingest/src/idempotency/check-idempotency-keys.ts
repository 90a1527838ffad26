import { finished } from 'node:stream/promises';
import { type Logger } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readMultipart, type PartReader } from '../forms/read-multipart.js';
import { apiRouteOf } from '../http/api-route-of.js';
import { hookDeadlineMs, inTime } from '../http/in-time.js';
import { lingerThenClose } from '../http/linger-then-close.js';
import { mediaTypeOf } from '../http/media-type.js';
import type { UploadLimits } from '../limits/upload-limits.js';
import { HeldKey } from './held-key.js';
import { keyIn, type IdempotentRequests, type RepeatedRequest } from './idempotent-requests.js';
import type { Answer } from './sealed-answer.js';

declare module 'fastify' {
  interface FastifyRequest {
    repeated?: RepeatedRequest;
  }
}

/** What tells of the answer itself, not of the one connection or request on which it went. */
const keptHeaders = [
  'cache-control',
  'content-type',
  'etag',
  'link',
  'location',
  'retry-after',
  'tus-resumable',
  'upload-expires',
  'upload-length',
  'upload-offset',
];

/** An answer waits no longer than this for being kept: without that, its request is done again when it is sent again. */
const keepWithinMs = 2_000;

/**
 * `Idempotency-Key` on every POST behind the guard of the API keys, so after it: what was refused before is refused again,
 * and no key is used up. Hooks of Fastify, as a request whose key is taken is refused before its body is read.
 */
export function checkIdempotencyKeys(
  fastify: FastifyInstance,
  requests: IdempotentRequests,
  limits: UploadLimits,
  logger: Logger,
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const key = request.method === 'POST' && request.principal ? keyIn(request) : undefined;
    if (key === undefined) return;
    const found = await inTime(requests.begin(request, key), hookDeadlineMs, (late) => {
      if (late instanceof HeldKey) late.released().catch(lost);
    });
    if (!(found instanceof HeldKey)) {
      request.repeated = found;
      return;
    }
    request.idempotency = found;
    // A reply that was hijacked passes no hook; any other does, also when its client is gone.
    reply.raw.once('close', () => {
      if (!reply.sent) return;
      const isAnswered = reply.raw.writableFinished;
      void settled(request, found, isAnswered ? answerOf(reply) : undefined).catch(lost);
    });
  });

  fastify.addHook('preHandler', async (request, reply) => {
    const { idempotency, repeated } = request;
    const fingerprint = (idempotency ?? repeated)?.fingerprint;
    if (request.body !== undefined) fingerprint?.ofJson(request.body);
    if (!repeated) return;
    if (mediaTypeOf(request) === 'multipart/form-data')
      await readMultipart(request.raw, limits, repeated.fingerprint.watching(readByNobody));
    const { status, headers, body } = repeated.answer();
    lingerThenClose(request.raw, reply.raw);
    return reply
      .code(status)
      .headers(headers)
      .header('idempotency-replayed', 'true')
      .send(body ?? undefined);
  });

  fastify.addHook('onSend', async (request, reply, payload) => {
    const { idempotency } = request;
    if (!idempotency) return;
    await inTime(settled(request, idempotency, answerOf(reply, payload)), keepWithinMs).catch(lost);
  });

  const lost = (err: unknown) =>
    logger.warn(
      { err },
      'an answer could not be kept in time for its Idempotency-Key: asked again, it may be done again',
    );
}

/**
 * Where something was done, its answer is kept, unless doing it again changes nothing. A refusal did nothing, whether it is for what was sent or for our own state,
 * so its key is free for the request that is sent instead.
 */
function settled(request: FastifyRequest, key: HeldKey, answer: Answer | undefined): Promise<void> {
  const isDone = answer !== undefined && answer.status >= 200 && answer.status < 300;
  return isDone && !apiRouteOf(request)?.isIdempotent ? key.answered(answer) : key.released();
}

function answerOf(reply: FastifyReply, payload?: unknown): Answer {
  const { raw } = reply;
  const headers = keptHeaders.flatMap((name): [string, string][] => {
    const value = reply.getHeader(name) ?? raw.getHeader(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return {
    status: raw.headersSent ? raw.statusCode : reply.statusCode,
    headers: Object.fromEntries(headers),
    body: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : null,
  };
}

const readByNobody: PartReader = {
  text: () => {},
  file: ({ content }) => finished(content.resume()),
};
