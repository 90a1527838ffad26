import { finished } from 'node:stream/promises';
import { type Logger } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lingerThenClose } from '../http/linger-then-close.js';
import { readMultipart, type PartReader } from '../upload/read-multipart.js';
import type { UploadLimits } from '../upload/upload-limits.js';
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
    const found = await requests.begin(request, key);
    if (!(found instanceof HeldKey)) {
      request.repeated = found;
      return;
    }
    request.idempotency = found;
    // A reply that was hijacked passes no hook; any other does, also when its client is gone.
    reply.raw.once('close', () => {
      if (!reply.sent) return;
      const isAnswered = reply.raw.writableFinished;
      void settled(found, isAnswered ? answerOf(reply) : undefined).catch(lost);
    });
  });

  fastify.addHook('preHandler', async (request, reply) => {
    const { idempotency, repeated } = request;
    const fingerprint = (idempotency ?? repeated)?.fingerprint;
    if (request.body !== undefined) fingerprint?.ofJson(request.body);
    if (!repeated) return;
    if (isForm(request))
      await readMultipart(request.raw, limits, repeated.fingerprint.watching(readByNobody));
    const { status, headers, body } = repeated.answer();
    lingerThenClose(request.raw, reply.raw);
    return reply
      .code(status)
      .headers(headers)
      .header('idempotency-replayed', 'true')
      .send(body ?? undefined);
  });

  fastify.addHook('onSend', async ({ idempotency }, reply, payload) => {
    if (!idempotency) return;
    await settled(idempotency, answerOf(reply, payload)).catch(lost);
  });

  const lost = (err: unknown) =>
    logger.warn(
      { err },
      'an answer could not be kept for its Idempotency-Key: asked again, it is done again',
    );
}

/**
 * Where something was done, its answer is kept. A refusal did nothing, whether it is for what was sent or for our own state,
 * so its key is free for the request that is sent instead.
 */
function settled(key: HeldKey, answer: Answer | undefined): Promise<void> {
  const isDone = answer !== undefined && answer.status >= 200 && answer.status < 300;
  return isDone ? key.answered(answer) : key.released();
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

function isForm({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

const readByNobody: PartReader = {
  text: () => {},
  file: ({ content }) => finished(content.resume()),
};
