import { randomUUID } from 'node:crypto';
import type { AppError } from '@meeting-intelligence/errors';
import { stackOf } from '@meeting-intelligence/telemetry';
import type { Delivery } from '../event-bus.js';
import { isUndecided, type Outcome } from '../outcome.js';
import { attemptOf, deadLetterHeaders, deferralsOf, headerNames, withoutBrokersOwn } from './headers.js';

/** A message that takes the place of a delivery. */
export interface Copy {
  readonly body: Buffer;
  readonly headers: Record<string, unknown>;
}

const MESSAGE_BYTES = 2_048;
const STACK_BYTES = 8_192;

/**
 * The next attempt, not before a Unix time in ms where that is given. Without a checkpoint of its own the failure leaves
 * the one before it in place.
 */
export function retryCopy(delivery: Delivery, failure: AppError, notBefore?: number): Copy {
  const headers = freshHeaders(delivery);
  if (notBefore !== undefined) headers[headerNames.notBefore] = notBefore;
  headers[headerNames.attempt] = attemptOf(delivery.headers) + 1;
  headers[headerNames.attempts] = historyWith(delivery, failure);
  return { headers, body: bodyWith(delivery.body, failure.checkpoint) };
}

/** The same event later; a first attempt again, unless it could not be tried. */
export function deferredCopy(delivery: Delivery, outcome: Extract<Outcome, { kind: 'defer' }>): Copy {
  if (isUndecided(outcome)) return sameAttemptCopy(delivery, outcome.checkpoint);
  const headers = freshHeaders(delivery);
  // Failures that lie hours apart must not add up to a dead letter.
  delete headers[headerNames.attempt];
  delete headers[headerNames.attempts];
  headers[headerNames.deferrals] = deferralsOf(delivery.headers) + 1;
  return { headers, body: bodyWith(delivery.body, outcome.checkpoint) };
}

/** The same attempt again: the process is stopping, or could not begin. */
export function sameAttemptCopy(delivery: Delivery, checkpoint: unknown): Copy {
  return { headers: undecidedHeaders(delivery), body: bodyWith(delivery.body, checkpoint) };
}

/** The same message once more, as its time has not come. */
export function waitingCopy(delivery: Delivery): Copy {
  const headers = undecidedHeaders(delivery);
  headers[headerNames.notBefore] = delivery.headers[headerNames.notBefore];
  return { headers, body: delivery.body };
}

/** With the span of this handling, for the next one to link to. A message whose time had not come was not handled. */
export function leadingBack(copy: Copy, { kind, traceparent }: Outcome): Copy {
  if (traceparent === undefined || kind === 'wait') return copy;
  return { ...copy, headers: { ...copy.headers, [headerNames.previousSpan]: traceparent } };
}

/** With the calls to providers that were made until then. */
export function tellingCalls(copy: Copy, { calls }: Outcome): Copy {
  return calls === undefined ? copy : { ...copy, headers: { ...copy.headers, [headerNames.calls]: calls } };
}

export function deadCopy(
  delivery: Delivery,
  failure: AppError,
  { service, version }: { readonly service: string; readonly version: string },
): Copy {
  const cause = failure.cause instanceof Error ? failure.cause : failure;
  const { id, type, subject } = attributesOf(delivery.body);
  const headers: Record<string, unknown> = {
    ...freshHeaders(delivery),
    [headerNames.attempt]: attemptOf(delivery.headers),
    [headerNames.attempts]: historyWith(delivery, failure),
    [headerNames.jobId]: subject ?? delivery.headers[headerNames.jobId],
    [deadLetterHeaders.reason]: deadLetterReasonOf(failure),
    [deadLetterHeaders.queue]: delivery.queue,
    [deadLetterHeaders.service]: service,
    [deadLetterHeaders.version]: version,
    [deadLetterHeaders.at]: new Date().toISOString(),
    [deadLetterHeaders.eventId]: id,
    [deadLetterHeaders.eventType]: type,
    [deadLetterHeaders.errorClass]: cause.constructor.name,
    [deadLetterHeaders.errorCode]: failure.code,
    [deadLetterHeaders.errorMessage]: cut(failure.message, MESSAGE_BYTES),
    [deadLetterHeaders.errorStack]: cut(stackOf(failure), STACK_BYTES),
  };
  for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
  return { headers, body: delivery.body };
}

export const deadLetterReasons = ['malformed', 'permanent', 'exhausted', 'poison'] as const;

export function deadLetterReasonOf({ code, retryable }: AppError): (typeof deadLetterReasons)[number] {
  if (code === 'MESSAGE_MALFORMED') return 'malformed';
  if (code === 'POISON_MESSAGE') return 'poison';
  return retryable ? 'exhausted' : 'permanent';
}

function freshHeaders(delivery: Delivery): Record<string, unknown> {
  const headers = withoutBrokersOwn(delivery.headers);
  delete headers[headerNames.notBefore];
  delete headers[headerNames.deliveries];
  return { ...headers, [headerNames.copy]: randomUUID() };
}

/** To the broker a copy is a new message; what its deliveries told so far goes along. */
function undecidedHeaders(delivery: Delivery): Record<string, unknown> {
  const { deliveryCount } = delivery;
  return { ...freshHeaders(delivery), ...(deliveryCount > 0 && { [headerNames.deliveries]: deliveryCount }) };
}

/** The checkpoint travels in the body: a table of headers must stay below 64 KiB. */
function bodyWith(body: Buffer, checkpoint: unknown): Buffer {
  if (checkpoint === undefined) return body;
  const event = parsed(body);
  return event ? Buffer.from(JSON.stringify({ ...event, checkpoint })) : body;
}

function historyWith(delivery: Delivery, { code, message }: AppError): string {
  const history = parsed(delivery.headers[headerNames.attempts]);
  const before: unknown[] = Array.isArray(history) ? history : [];
  const entry = {
    attempt: attemptOf(delivery.headers),
    code,
    message: cut(message, 256),
    at: new Date().toISOString(),
  };
  return JSON.stringify([...before.slice(-9), entry]);
}

function attributesOf(body: Buffer): { id?: string; type?: string; subject?: string } {
  const { id, type, subject } = (parsed(body) ?? {}) as Record<string, unknown>;
  return { id: text(id), type: text(type), subject: text(subject) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? cut(value, 256) : undefined;
}

function parsed(json: unknown): object | undefined {
  try {
    const value: unknown = JSON.parse(String(json));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** At most so many bytes of UTF-8, never half a character. */
function cut(value: string, bytes: number): string {
  const encoded = Buffer.from(value.slice(0, bytes));
  return encoded.length <= bytes
    ? encoded.toString()
    : encoded
        .subarray(0, bytes)
        .toString('utf8')
        .replace(/\ufffd+$/, '');
}
