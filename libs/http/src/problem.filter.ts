import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './path-of.js';
import { problemOf } from './problem.js';
import { RejectedRequest } from './rejected-request.js';

/** Every error of the HTTP API, the framework's own included, becomes application/problem+json here and is logged once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** `beforeAnswer` is for what the connection needs when a request is refused. */
  constructor(
    private readonly logger: Logger,
    private readonly beforeAnswer?: (request: IncomingMessage, response: ServerResponse) => void,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown, { id: request.id, path: pathOf(request.raw.url) });

    // 501 is what this installation does not offer: nothing has failed, and who asks for it must not fill the log of errors.
    if (problem.status >= 500 && problem.status !== 501)
      this.logger.error({ err: thrown, code: problem.code }, 'request failed');
    else this.logger.info({ code: problem.code, detail: problem.detail }, 'request rejected');
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    const retryAfterSeconds = thrown instanceof RejectedRequest ? thrown.retryAfterSeconds : undefined;
    if (retryAfterSeconds !== undefined || problem.status === 503)
      void reply.header('retry-after', String(retryAfterSeconds ?? 5));
    this.beforeAnswer?.(request.raw, reply.raw);
    void reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
