import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { currentLogContext } from './log-context.js';

const tracer = trace.getTracer('meeting-intelligence');

export interface SpanOptions {
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** Message headers that carry the context of the sender; without them the active span is the parent. */
  readonly parentHeaders?: Readonly<Record<string, unknown>>;
}

/**
 * Runs `work` inside a span, which ends with it; a rejection marks the span as failed. Every span carries the `job_id` of
 * the log context, because Jaeger finds a job only by the tags of single spans.
 */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const parent = options.parentHeaders
    ? propagation.extract(ROOT_CONTEXT, options.parentHeaders)
    : context.active();
  const { job_id } = currentLogContext();
  const settings = {
    kind: SpanKind[options.kind ?? 'INTERNAL'],
    attributes: { ...(job_id && { job_id }), ...options.attributes },
  };
  return tracer.startActiveSpan(name, settings, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** `traceparent` and `tracestate` of the active span; empty without one. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}
