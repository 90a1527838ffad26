import { eventsConsumedBy, eventsPublishedBy, pipeline, services } from '../pipeline.js';

/** The AsyncAPI 3 document: a channel for each event, an operation for each service that sends or receives it. */
export function asyncApi(): unknown {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Meeting Intelligence events',
      version: '1.0.0',
      description:
        'Generated from contracts/pipeline.ts. Every message is a CloudEvents 1.0 envelope in structured JSON mode.',
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      broker: { host: '{host}', protocol: 'amqp', variables: { host: { default: 'localhost:5672' } } },
    },
    channels: Object.fromEntries(
      pipeline.map(({ event }) => [
        event.type,
        {
          address: event.type,
          messages: { [event.type]: { $ref: `#/components/messages/${event.type}` } },
          bindings: {
            amqp: {
              is: 'routingKey',
              exchange: { name: 'pipeline.events', type: 'topic', durable: true },
              bindingVersion: '0.3.0',
            },
          },
        },
      ]),
    ),
    operations: Object.fromEntries<unknown>(
      services.flatMap((service): [string, unknown][] => [
        ...eventsPublishedBy(service).map(({ type }): [string, unknown] => [
          `${service}.send.${type}`,
          operation('send', type),
        ]),
        ...eventsConsumedBy(service).map(({ type }): [string, unknown] => [
          `${service}.receive.${type}`,
          operation('receive', type),
        ]),
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        pipeline.map(({ event }) => [
          event.type,
          {
            name: event.type,
            summary: event.summary,
            contentType: 'application/cloudevents+json',
            payload: {
              allOf: [
                { $ref: './schemas/envelope.schema.json' },
                {
                  type: 'object',
                  properties: {
                    type: { const: event.type },
                    data: { $ref: `./schemas/${event.type}.schema.json` },
                  },
                },
              ],
            },
          },
        ]),
      ),
    },
  };
}

function operation(action: 'send' | 'receive', type: string) {
  return {
    action,
    channel: { $ref: `#/channels/${type}` },
    messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
  };
}
