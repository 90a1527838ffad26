import { SpanStatusCode, type Span } from '@opentelemetry/api';
import type { AppError } from '@meeting-intelligence/errors';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Outcome } from '../outcome.js';

/** The one log line of a delivery, and the end of its span. The only place where a failure of a handler is logged. */
export function report(logger: Logger, span: Span, outcome: Outcome, startedAt: number): void {
  const duration_ms = Math.round(performance.now() - startedAt);
  span.setAttribute('messaging.outcome', outcome.kind);
  if (!('failure' in outcome)) {
    const delay_ms = outcome.kind === 'defer' ? outcome.delayMs : undefined;
    logger[outcome.kind === 'requeue' ? 'warn' : 'info'](
      { outcome: outcome.kind, duration_ms, delay_ms },
      lines[outcome.kind],
    );
    return;
  }
  const { failure } = outcome;
  span.recordException(failure);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.code });
  span.setAttribute('error.type', failure.code);
  const delay_ms = outcome.kind === 'retry' ? outcome.delayMs : undefined;
  const fields = {
    outcome: outcome.kind,
    duration_ms,
    delay_ms,
    error_code: failure.code,
    err: describe(failure),
  };
  logger[outcome.kind === 'retry' ? 'warn' : 'error'](fields, lines[outcome.kind]);
}

const lines = {
  ack: 'handled',
  defer: 'deferred: to be looked at again',
  requeue: 'given back: the process is stopping',
  retry: 'failed: to be tried again',
  dead: 'given up: dead-lettered',
} as const satisfies Record<Outcome['kind'], string>;

/** pino's error serializer would print every property of an error, and so the checkpoint, which can be large. */
function describe(failure: AppError) {
  return { type: failure.name, code: failure.code, message: failure.message, stack: stackOf(failure) };
}

/** With the stacks of the causes: an UNEXPECTED error says nothing without what was thrown. */
export function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
