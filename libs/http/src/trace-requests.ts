import type { ServerResponse } from 'node:http';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api';
import { attributeNames, isTracing, linksTo } from '@meeting-intelligence/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const tracer = trace.getTracer('meeting-intelligence');
const spans = new WeakMap<ServerResponse, Span>();

export interface TraceRequestsOptions {
  /**
   * Whether the caller is one of our own services, whose trace goes on here. A stranger's is linked only: it could say that
   * nothing shall be sampled, and its spans are not among ours.
   */
  readonly fromInside: (request: FastifyRequest) => boolean;
}

/**
 * One SERVER span for each request, named after its route and never after its URL. Register it before all other hooks:
 * what they do is done inside. Health checks have a server of their own and leave no trace. Without telemetry there is no hook.
 */
export function traceRequests(fastify: FastifyInstance, { fromInside }: TraceRequestsOptions): void {
  if (!isTracing()) return;
  fastify.addHook('onRequest', (request, reply, next) => {
    const span = startSpan(request, fromInside(request));
    spans.set(reply.raw, span);
    reply.raw.once('close', () => endSpan(span, reply.raw));
    context.with(trace.setSpan(context.active(), span), next);
  });
}

/**
 * For an answer that goes on for hours: its span ends with its head, and `work` is done outside of any. Otherwise all that is
 * ever done for it would be one trace, held until the client goes.
 */
export function outsideOfSpan<Result>({ raw }: Pick<FastifyReply, 'raw'>, work: () => Result): Result {
  const span = spans.get(raw);
  if (span) endSpan(span, raw);
  return context.with(trace.deleteSpan(context.active()), work);
}

function startSpan(request: FastifyRequest, isFromInside: boolean): Span {
  const route = request.routeOptions.url ?? '(no route)';
  return tracer.startSpan(
    `${request.method} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: { [attributeNames.httpMethod]: request.method, [attributeNames.httpRoute]: route },
      links: isFromInside ? [] : linksTo(request.headers.traceparent, 'caller'),
    },
    isFromInside ? propagation.extract(ROOT_CONTEXT, request.headers) : ROOT_CONTEXT,
  );
}

function endSpan(span: Span, { statusCode, headersSent }: ServerResponse): void {
  if (!span.isRecording()) return;
  if (headersSent) span.setAttribute(attributeNames.httpStatus, statusCode);
  if (statusCode >= 500) {
    span.setAttribute(attributeNames.errorType, String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
