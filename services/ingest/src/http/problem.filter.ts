import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logger.js';
import { lingerThenClose } from './linger-then-close.js';
import { pathOf } from './path-of.js';
import { problemOf } from './problem.js';

/** Every error of the HTTP API, the framework's own included, becomes application/problem+json here and is logged once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown, { id: request.id, path: pathOf(request.raw.url) });

    if (problem.status >= 500) this.logger.error({ err: thrown, code: problem.code }, 'request failed');
    else this.logger.info({ code: problem.code, detail: problem.detail }, 'request rejected');
    if (problem.status === 503) void reply.header('retry-after', '5');
    lingerThenClose(request.raw, reply.raw);
    void reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
