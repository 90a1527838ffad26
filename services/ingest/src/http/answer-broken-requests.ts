import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { OpenConnections, pathOf, problemOf, RejectedRequest } from '@meeting-intelligence/http';
import { recordUnmatched } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Status of what Node's HTTP parser gives up on; every other fault of it is a 400. */
const statuses: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
};

/**
 * Bytes that never became a request reach neither Nest nor Fastify's error handler; Fastify answers them in a JSON of
 * its own, which is replaced here.
 */
export function answerBrokenRequests({ server, securityHeaders }: FastifyInstance, logger: Logger): void {
  const headerLines = Object.entries(securityHeaders)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // In the middle of an answer it would be read as a part of it.
    const connections = OpenConnections.of(server);
    if (error.code === 'ECONNRESET' || !socket.writable || connections.isAnswering(socket))
      return void socket.destroy();
    const [status, reason] = statuses[error.code ?? ''] ?? [400, 'Bad Request'];
    const rejection = new RejectedRequest('INVALID_REQUEST', `not a valid HTTP request: ${reason}`, {
      status,
    });
    const id = randomUUID();
    const body = JSON.stringify(problemOf(rejection, { id, path: '/' }));
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json; charset=utf-8\r\n${headerLines}` +
        `X-Request-Id: ${id}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
    // One whose body breaks off is measured and has its line as any other.
    if (!connections.isInBody(socket)) recordUnmatched(logger, { requestId: id, status, reason: error.code });
  });
}

/** A URL that cannot be routed (a bad escape, an overlong parameter): Fastify has no id and no hooks for it yet. */
export function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error, { id: randomUUID(), path: pathOf(request.raw.url) });
  void reply
    .status(problem.status)
    .headers({ ...request.server.securityHeaders, 'x-request-id': problem.request_id })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
