import { randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobErased,
  recordingRequested,
  replayedAsNewGeneration,
  type ServiceName,
  type WireEnvelope,
} from '@meeting-intelligence/contracts';
import { deterministicId } from '../deterministic-id.js';
import { deadLetterHeaders, headerNames, replayHeaders, withoutBrokersOwn } from '../message/headers.js';
import { readEnvelope } from '../middleware/read-envelope.js';
import { serviceOf, type DeadMessage, type MessageProperties } from './dead-message.js';

/** A dead letter as it goes back to the one queue that failed. */
export interface Replay {
  /** The work queue, without the installation's prefix. */
  readonly queue: string;
  readonly eventId: string;
  readonly generation: number;
  /** Otherwise it is the same event again, with the same id. */
  readonly isNewGeneration: boolean;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: MessageProperties;
}

/**
 * Ids follow from the dead letter alone: replayed twice, because a crash came between confirm and acknowledgement, it is
 * one event to everybody who consumes it. The checkpoint stays in the body, so that what was paid for is not paid again;
 * an edited event starts without one.
 *
 * @throws AppError MESSAGE_MALFORMED when the body is no event: it would only come back
 */
export function replayOf(message: DeadMessage, now = new Date(), edited?: WireEnvelope): Replay {
  const { event } = edited ? { event: edited } : readEnvelope(message.body);
  const isNewGeneration = isWork(message.queue, event.type);
  const generation = isNewGeneration ? event.generation + 1 : event.generation;
  const eventId = isNewGeneration ? deterministicId(event.id, 'replay', generation) : event.id;
  // Parsed once more: attributes that this build does not know go along.
  const whole: object = edited ?? (JSON.parse(message.body.toString('utf8')) as object);
  const replayed = isNewGeneration
    ? { ...whole, id: eventId, generation, causationid: event.id, time: now.toISOString() }
    : whole;
  const isUntouched = !edited && !isNewGeneration;
  return {
    queue: message.queue,
    eventId,
    generation,
    isNewGeneration,
    body: isUntouched ? message.body : Buffer.from(JSON.stringify(replayed)),
    headers: {
      ...withoutFailure(message),
      [headerNames.jobId]: event.subject,
      [headerNames.copy]: randomUUID(),
      [replayHeaders.of]: event.id,
      [replayHeaders.at]: now.toISOString(),
    },
    properties: {
      ...message.properties,
      contentType: 'application/cloudevents+json',
      messageId: eventId,
      type: event.type,
      timestamp: isNewGeneration ? Math.floor(now.getTime() / 1_000) : message.properties.timestamp,
    },
  };
}

/** Orders are no work. A cancellation is one about one generation: as a new one it would cancel what does not exist yet. */
function isWork(queue: string, type: string): boolean {
  const service = serviceOf(queue) as ServiceName;
  // The one piece of a job's work that ingest does.
  if (service === 'ingest') return type === recordingRequested.type;
  return !orders.includes(type) && replayedAsNewGeneration.includes(service);
}

const orders: readonly string[] = [jobCancelled.type, jobErased.type];

/** As if it was never tried: neither attempts, nor what failed, nor what the broker wrote. */
function withoutFailure({ headers }: DeadMessage): Record<string, unknown> {
  const dropped = new Set<string>([
    ...Object.values(deadLetterHeaders),
    headerNames.attempt,
    headerNames.attempts,
    headerNames.calls,
    headerNames.deferrals,
    headerNames.notBefore,
  ]);
  return Object.fromEntries(
    Object.entries(withoutBrokersOwn(headers)).filter(([name]) => !dropped.has(name)),
  );
}
