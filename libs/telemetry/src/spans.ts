import {
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Span,
} from '@opentelemetry/api';
import { classOf, codeOf } from './describe-error.js';
import { currentLogContext, withLogContext } from './log-context.js';
import { attributeNames } from './semantic-conventions.js';
import { isTracing } from './tracing-state.js';

const tracer = trace.getTracer('meeting-intelligence');
const noSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

export interface SpanOptions {
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
  /**
   * Message headers that carry the context of the sender; without them the active span is the parent. Headers without a
   * context begin a trace.
   */
  readonly parentHeaders?: Readonly<Record<string, unknown>>;
}

/**
 * Runs `work` inside a span, which ends with it; a rejection marks the span as failed. Every span carries the `job_id` of
 * the log context, because Jaeger finds a job only by the tags of single spans. Without telemetry there is no span, and
 * `options` that are a function are not put together.
 */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions | (() => SpanOptions),
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  if (!isTracing()) return work(noSpan);
  const wanted = typeof options === 'function' ? options() : options;
  const { kind = 'INTERNAL', attributes, links, parentHeaders } = wanted;
  const parent = parentHeaders ? propagation.extract(ROOT_CONTEXT, parentHeaders) : context.active();
  const { job_id } = currentLogContext();
  const settings = {
    kind: SpanKind[kind],
    attributes: { ...(job_id && { [attributeNames.jobId]: job_id }), ...attributes },
    links,
  };
  return tracer.startActiveSpan(name, settings, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** An error is described by its class and code only: messages may quote what was said, or a secret. */
export function markFailed(span: Span, error: unknown): void {
  const name = classOf(error);
  const type = codeOf(error) ?? name;
  span.addEvent('exception', { 'exception.type': name });
  span.setAttribute(attributeNames.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** Runs `work` for one job: its id is in every line, on the active span, and on those that begin inside. */
export function forJob<Result>(jobId: string, work: () => Result): Result {
  trace.getActiveSpan()?.setAttribute(attributeNames.jobId, jobId);
  return withLogContext({ job_id: jobId }, work);
}
