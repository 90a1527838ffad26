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
    if (attributes) keepOnly(attributes, (name) => name === 'exception.type');
  }
}

function keepListed(attributes: Attributes): void {
  keepOnly(attributes, (name) => exportedAttributes.has(name));
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && value.length > LONGEST_TEXT)
      attributes[name] = value.slice(0, LONGEST_TEXT);
  }
}

function keepOnly(attributes: Attributes, isKept: (name: string) => boolean): void {
  for (const name of Object.keys(attributes)) if (!isKept(name)) delete attributes[name];
}
