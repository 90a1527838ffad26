import type { MessageHeaders } from '../message/headers.js';

/** A message in a dead-letter queue, as the broker hands it over: nothing of it is trusted yet. */
export interface DeadMessage {
  /** The work queue that failed, without the installation's prefix. */
  readonly queue: string;
  /** The same with the prefix, as the broker names it in `x-death`. */
  readonly fullQueue: string;
  readonly body: Buffer;
  readonly headers: MessageHeaders;
  readonly properties: MessageProperties;
}

export interface MessageProperties {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly correlationId?: string;
  readonly messageId?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type?: string;
  readonly appId?: string;
}

/** The service that consumes a work queue: the name of the queue begins with it. */
export function serviceOf(queue: string): string {
  return queue.slice(0, Math.max(0, queue.indexOf('.')));
}

/** The event type that a work queue takes. */
export function eventTypeOf(queue: string): string {
  return queue.slice(queue.indexOf('.') + 1);
}
