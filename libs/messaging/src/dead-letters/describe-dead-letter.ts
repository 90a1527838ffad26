import {
  attemptOf,
  deadLetterHeaders,
  headerNames,
  replayHeaders,
  type MessageHeaders,
} from '../message/headers.js';
import { serviceOf, type DeadMessage } from './dead-message.js';
import { deadLetterId, shortHash } from './identity.js';
import { firstOwnFrame } from './own-frame.js';

/** What there is to know about a dead letter without its body: small, so that thousands fit into memory. */
export interface DeadLetterDescription {
  readonly id: string;
  /** Dead letters of one fault share it. */
  readonly group: string;
  readonly queue: string;
  readonly service: string;
  /**
   * malformed | permanent | exhausted | poison, as our runner decided; delivery_limit | expired | rejected | maxlen, where
   * the broker did it without us; unknown, where nothing says why.
   */
  readonly reason: string;
  /** From the table of errors; absent when our runner had no part in it. */
  readonly code?: string;
  readonly errorClass?: string;
  readonly message: string;
  /** First own frame of the stack. */
  readonly frame?: string;
  readonly jobId?: string;
  readonly eventId?: string;
  readonly eventType?: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly diedAt?: Date;
  /** Of the service that gave it up. */
  readonly version?: string;
  readonly bodyBytes: number;
  /** The event of which this one was already a replay. */
  readonly replayOf?: string;
}

const SHOWN_MESSAGE = 300;

const BROKERS_WORDS: Readonly<Record<string, string>> = {
  delivery_limit: 'delivered again and again without an outcome: whoever handled it died or hung',
  expired: 'its time in the queue ran out',
  rejected: 'a consumer rejected it',
  maxlen: 'the queue was full',
};

/** Never throws: whatever is in a dead-letter queue has to be visible. */
export function describeDeadLetter(message: DeadMessage): DeadLetterDescription {
  const { headers, queue, body } = message;
  const died = brokersDeath(message);
  const reason = text(headers[deadLetterHeaders.reason]) ?? died?.reason ?? 'unknown';
  const stack = text(headers[deadLetterHeaders.errorStack]);
  const errorClass = text(headers[deadLetterHeaders.errorClass]);
  const code = text(headers[deadLetterHeaders.errorCode]);
  const frame = stack === undefined ? undefined : firstOwnFrame(stack);
  const attributes = attributesOf(message);
  return {
    id: deadLetterId(message),
    // Where nothing tells the fault, the queue has to stand for it.
    group: shortHash(errorClass ?? reason, code ?? '', frame ?? queue).slice(0, 8),
    queue,
    service: serviceOf(queue),
    reason,
    code,
    errorClass,
    message: detached(
      (
        text(headers[deadLetterHeaders.errorMessage]) ??
        BROKERS_WORDS[reason] ??
        'nothing on the message says why'
      ).slice(0, SHOWN_MESSAGE),
    ),
    frame: frame === undefined ? undefined : detached(frame),
    ...attributes,
    attempts: attemptOf(headers),
    diedAt: dateOf(headers[deadLetterHeaders.at]) ?? died?.at,
    version: text(headers[deadLetterHeaders.version]),
    bodyBytes: body.length,
    replayOf: text(headers[replayHeaders.of]),
  };
}

/** The failures so far, oldest first. */
export function attemptsOf(headers: MessageHeaders): readonly unknown[] {
  try {
    const history: unknown = JSON.parse(String(headers[headerNames.attempts]));
    return Array.isArray(history) ? history : [];
  } catch {
    return [];
  }
}

/**
 * What the broker wrote when it dead-lettered the message from its work queue. Not `x-first-death-reason`: a message that
 * was retried first died of `expired` in a delay queue.
 */
function brokersDeath({ headers, fullQueue }: DeadMessage): { reason: string; at?: Date } | undefined {
  const deaths = headers['x-death'];
  const tables = Array.isArray(deaths) ? (deaths as unknown[]).filter(isTable) : [];
  const death = tables.find(({ queue }) => queue === fullQueue) ?? tables[0];
  const reason =
    text(death?.reason) ?? text(headers['x-last-death-reason']) ?? text(headers['x-first-death-reason']);
  if (reason === undefined) return undefined;
  // amqplib: { '!': 'timestamp', value: seconds }
  const { value } = isTable(death?.time) ? death.time : {};
  return { reason, at: typeof value === 'number' ? new Date(value * 1_000) : undefined };
}

function attributesOf({ headers, properties, body }: DeadMessage) {
  const known = {
    jobId: text(headers[headerNames.jobId]),
    eventId: text(headers[deadLetterHeaders.eventId]) ?? text(properties.messageId),
    eventType: text(headers[deadLetterHeaders.eventType]) ?? text(properties.type),
  };
  if (known.jobId && known.eventId && known.eventType) return known;
  const event = parsed(body);
  return {
    jobId: known.jobId ?? text(event.subject),
    eventId: known.eventId ?? text(event.id),
    eventType: known.eventType ?? text(event.type),
  };
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isTable(value) ? value : {};
  } catch {
    return {};
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function dateOf(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Part of a string keeps the whole string in memory; a stack has 8 KiB. */
function detached(part: string): string {
  return Buffer.from(part).toString('utf8');
}
