import type { Logger } from '@meeting-intelligence/telemetry';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem.js';

/** Every error of the HTTP API, the framework's own included, becomes application/problem+json here and is logged once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // Without the query: what a stranger put there is neither echoed nor logged.
    const path = request.url.split('?', 1)[0] ?? '/';
    const problem = problemOf(thrown, { id: request.id, path: path.slice(0, 500) });

    if (problem.status >= 500) this.logger.error({ err: thrown, code: problem.code }, 'request failed');
    else this.logger.info({ code: problem.code, status: problem.status }, 'request rejected');
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    if (problem.status === 503) void reply.header('retry-after', '5');
    void reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
