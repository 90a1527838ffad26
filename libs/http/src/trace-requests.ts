import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
} from '@opentelemetry/api';
import { attributeNames, linksTo } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const tracer = trace.getTracer('meeting-intelligence');

export interface TraceRequestsOptions {
  /**
   * Whether callers are our own services, whose trace goes on here. A stranger's is linked only: it could say that
   * nothing shall be sampled, and its spans are not among ours.
   */
  readonly fromInside: boolean;
}

/**
 * One SERVER span for each request, named after its route and never after its URL. Register it before all other hooks:
 * what they do is done inside. Health checks have a server of their own and leave no trace.
 */
export function traceRequests(fastify: FastifyInstance, { fromInside }: TraceRequestsOptions): void {
  const contexts = new WeakMap<FastifyRequest, Context>();
  fastify.addHook('onRequest', (request, reply, next) => {
    const { traceparent } = request.headers;
    const route = request.routeOptions.url ?? '(no route)';
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { [attributeNames.httpMethod]: request.method, [attributeNames.httpRoute]: route },
        links: fromInside ? [] : linksTo(traceparent, 'caller'),
      },
      fromInside ? propagation.extract(ROOT_CONTEXT, request.headers) : ROOT_CONTEXT,
    );
    reply.raw.once('close', () => {
      const { statusCode, headersSent } = reply.raw;
      if (headersSent) span.setAttribute(attributeNames.httpStatus, statusCode);
      if (statusCode >= 500) {
        span.setAttribute(attributeNames.errorType, String(statusCode));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    });
    const inside = trace.setSpan(context.active(), span);
    contexts.set(request, inside);
    context.with(inside, next);
  });
  // A body is read in the context of its connection.
  fastify.addHook('preHandler', (request, _reply, next) => {
    const inside = contexts.get(request);
    if (!inside || trace.getActiveSpan()) return next();
    context.with(inside, next);
  });
}
