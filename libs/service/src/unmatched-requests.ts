import { STATUS_CODES } from 'node:http';
import { pathOf } from '@meeting-intelligence/http';
import { withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { FastifyServerOptions } from 'fastify';
import { measureUnmatched } from './measure-requests.js';

export interface UnmatchedRequest {
  /** That of the answer. */
  readonly requestId?: string;
  /** None where the bytes were no request. */
  readonly method?: string;
  readonly url?: string;
  readonly status: number;
  /** Code of the error. */
  readonly reason?: string;
}

/** One sample and one line for what was answered before it became a request of any route, as for every other request. */
export function recordUnmatched(
  logger: Logger,
  { requestId, method, url, status, reason }: UnmatchedRequest,
): void {
  measureUnmatched(method ?? '_OTHER', status);
  const path = url === undefined ? undefined : pathOf(url);
  withLogContext({ request_id: requestId }, () => logger.info({ method, path, status, reason }, 'request'));
}

type AnswerUnroutable = NonNullable<FastifyServerOptions['frameworkErrors']>;

/** Fastify has neither an id nor hooks for a request whose URL cannot be routed. */
export function recordingUnroutable(
  logger: Logger,
  answer: AnswerUnroutable = answerPlainly,
): AnswerUnroutable {
  return (error, request, reply) => {
    reply.raw.once('close', () =>
      recordUnmatched(logger, {
        requestId: idIn(reply.getHeader('x-request-id')),
        method: request.raw.method,
        url: request.raw.url,
        status: reply.raw.statusCode,
        reason: error.code,
      }),
    );
    answer(error, request, reply);
  };
}

/** As Fastify does. */
const answerPlainly: AnswerUnroutable = ({ statusCode = 400, code, message }, _request, { raw }) => {
  const body = JSON.stringify({ error: STATUS_CODES[statusCode], code, message, statusCode });
  raw.writeHead(statusCode, { 'content-type': 'application/json' }).end(body);
};

function idIn(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
