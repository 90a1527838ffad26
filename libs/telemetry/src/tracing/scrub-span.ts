import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { exportedAttributes } from '../semantic-conventions.js';

const OUR_TRACER = 'meeting-intelligence';
/** Longer statements are cut: the beginning tells which it is. */
const LONGEST_TEXT = 1_000;

/**
 * Takes from a span what must not leave the process: every attribute that is not on our list (URLs hold signatures and
 * tokens, addresses are people's), and the words of errors that others recorded (PostgreSQL quotes values).
 */
export function scrubSpan(span: ReadableSpan): void {
  keepListed(span.attributes);
  if (span.instrumentationScope.name === OUR_TRACER) return;
  delete span.status.message;
  for (const { attributes } of span.events) {
    for (const name in attributes) if (name !== 'exception.type') delete attributes[name];
  }
}

function keepListed(attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (!exportedAttributes.has(name)) delete attributes[name];
    else if (typeof value === 'string' && value.length > LONGEST_TEXT)
      attributes[name] = value.slice(0, LONGEST_TEXT);
  }
}
