import { z } from 'zod';
import type { DeadMessage } from './dead-message.js';
import { deadLetterId } from './identity.js';

const exported = z.object({
  id: z.string(),
  queue: z.string().regex(/^\w+\..+/, 'expected SERVICE.EVENT'),
  fullQueue: z.string(),
  properties: z.looseObject({}),
  headers: z.record(z.string(), z.unknown()),
  encoding: z.enum(['utf8', 'base64']),
  body: z.string(),
});

/** Everything a dead letter carries, as JSON; the body is text where it is text. */
export type ExportedDeadLetter = z.infer<typeof exported>;

export function exportDeadLetter(message: DeadMessage): ExportedDeadLetter {
  const { queue, fullQueue, properties, headers, body } = message;
  const asText = body.toString('utf8');
  const isText = Buffer.from(asText).equals(body);
  return {
    id: deadLetterId(message),
    queue,
    fullQueue,
    properties: { ...properties },
    headers: { ...headers },
    encoding: isText ? 'utf8' : 'base64',
    body: isText ? asText : body.toString('base64'),
  };
}

/** @throws Error that says what was expected and what came */
export function readExported(json: string): DeadMessage {
  const { queue, fullQueue, properties, headers, encoding, body } = exported.parse(JSON.parse(json));
  return { queue, fullQueue, properties, headers, body: Buffer.from(body, encoding) };
}
