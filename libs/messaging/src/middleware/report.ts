import type { Span } from '@opentelemetry/api';
import { attributeNames, markFailed, type Logger } from '@meeting-intelligence/telemetry';
import type { Outcome } from '../outcome.js';

/** The one log line of a delivery, and the end of its span. The only place where a failure of a handler is logged. */
export function report(logger: Logger, span: Span, outcome: Outcome, startedAt: number): void {
  const duration_ms = Math.round(performance.now() - startedAt);
  const delay_ms = 'delayMs' in outcome ? outcome.delayMs : undefined;
  const fields = { outcome: outcome.kind, duration_ms, delay_ms };
  span.setAttribute(attributeNames.outcome, outcome.kind);
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  if (!failure) {
    logger[outcome.kind === 'requeue' ? 'warn' : 'info'](fields, lines[outcome.kind]);
    return;
  }
  markFailed(span, failure);
  logger[outcome.kind === 'dead' ? 'error' : 'warn'](
    { ...fields, error_code: failure.code, err: failure },
    lines[outcome.kind],
  );
}

const lines = {
  ack: 'handled',
  defer: 'deferred: to be looked at again',
  requeue: 'given back: the process is stopping',
  wait: 'not yet: asked to come back later',
  retry: 'failed: to be tried again',
  dead: 'given up: dead-lettered',
} as const satisfies Record<Outcome['kind'], string>;
