import {
  context,
  createContextKey,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type Link,
} from '@opentelemetry/api';
import { attributeNames } from './semantic-conventions.js';
import { isTracing } from './tracing-state.js';

const LEAVING = createContextKey('trace context may leave the process');

/** `traceparent` and `tracestate` of the active span; empty without one. For our own services only. */
export function traceHeaders(): Record<string, string> {
  if (!isTracing()) return {};
  const headers: Record<string, string> = {};
  propagation.inject(context.active().setValue(LEAVING, true), headers);
  return headers;
}

/** Whether a `traceparent` names the span that is active. */
export function isActiveSpan(traceparent: string): boolean {
  const active = trace.getActiveSpan()?.spanContext();
  return active !== undefined && traceparent.startsWith(`00-${active.traceId}-${active.spanId}-`);
}

/** Whether a context was given to `traceHeaders`, and not to the instrumentation of an HTTP client. */
export function mayLeave(given: Context): boolean {
  return given.getValue(LEAVING) === true;
}

export type LinkKind = 'creation' | 'previous_attempt' | 'caller' | 'submission';

/** Links to the span of a `traceparent`; none where there is none, or no telemetry. */
export function linksTo(traceparent: unknown, kind: LinkKind): Link[] {
  if (typeof traceparent !== 'string') return [];
  const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }));
  if (!spanContext || !isSpanContextValid(spanContext)) return [];
  return [{ context: spanContext, attributes: { [attributeNames.linkKind]: kind } }];
}

/** For a span whose cause is found out in the middle of it. */
export function linkActiveSpan(traceparent: unknown, kind: LinkKind): void {
  trace.getActiveSpan()?.addLinks(linksTo(traceparent, kind));
}
