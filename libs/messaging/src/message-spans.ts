import type { Envelope } from '@meeting-intelligence/contracts';
import {
  attributeNames as names,
  inSpan,
  isActiveSpan,
  linksTo,
  traceHeaders,
  type SpanOptions,
} from '@meeting-intelligence/telemetry';
import type { Delivery } from './event-bus.js';
import { attemptOf, headerNames, type MessageHeaders } from './message/headers.js';
import type { Outcome } from './outcome.js';

/** What a span of messaging has to say of an event; of one that cannot be read nothing is known. */
type Named = Partial<Pick<Envelope, 'id' | 'subject' | 'type'>>;

/**
 * The spans of a message, by the messaging conventions: `send` where an event is published, `process` where it is handled
 * (child of the send, and linked to it and to the attempt before), `settle` where its outcome is carried out.
 */
export function inSendSpan(
  event: Envelope,
  destination: string,
  bodySize: number,
  send: (headers: MessageHeaders) => Promise<void>,
): Promise<void> {
  const { traceparent } = event;
  const options = (): SpanOptions => ({
    kind: 'PRODUCER',
    // The context in which the event came to be, which may be long ago: in a row of the outbox it is kept with it. What a
    // handler publishes belongs to its span itself, and leaves the process with it.
    ...(traceparent && !isActiveSpan(traceparent) && { parentHeaders: { traceparent } }),
    attributes: { ...operation('send', 'send', destination), ...about(event), [names.bodySize]: bodySize },
  });
  // Without telemetry the context of those who have it goes on.
  return inSpan(`send ${event.type}`, options, () =>
    send({ ...(traceparent && { traceparent }), ...traceHeaders() }),
  );
}

/** Put together only where somebody gets spans, as of `inSpan`. */
export function processSpan(delivery: Delivery, event: Named | undefined): () => SpanOptions {
  const { headers, queue, body, deliveryCount } = delivery;
  return () => ({
    kind: 'CONSUMER',
    parentHeaders: headers,
    links: [
      ...linksTo(headers.traceparent, 'creation'),
      ...linksTo(headers[headerNames.previousSpan], 'previous_attempt'),
    ],
    attributes: {
      ...operation('process', 'process', queue),
      ...about(event ?? {}),
      [names.bodySize]: body.length,
      [names.attempt]: attemptOf(headers),
      [names.isRedelivered]: deliveryCount > 0,
    },
  });
}

/** `settle` publishes the copy that takes the delivery's place, if there is one, and acknowledges. */
export function inSettleSpan<Result>(
  queue: string,
  outcome: Outcome,
  properties: { readonly messageId?: string; readonly jobId?: unknown },
  settle: () => Promise<Result>,
): Promise<Result> {
  const options = (): SpanOptions => {
    const { kind, traceparent } = outcome;
    const jobId = typeof properties.jobId === 'string' ? properties.jobId : undefined;
    const attributes = {
      ...operation('settle', 'settle', queue),
      ...about({ id: properties.messageId, subject: jobId }),
      [names.outcome]: kind,
    };
    return { kind: 'CLIENT', attributes, parentHeaders: traceparent ? { traceparent } : undefined };
  };
  return inSpan(`settle ${queue}`, options, settle);
}

function operation(name: string, type: string, destination: string) {
  return {
    [names.messagingSystem]: 'rabbitmq',
    [names.operationName]: name,
    [names.operationType]: type,
    [names.destinationName]: destination,
  };
}

function about({ id, subject, type }: Named) {
  return {
    [names.messageId]: id,
    [names.conversationId]: subject,
    [names.jobId]: subject,
    [names.routingKey]: type,
  };
}
