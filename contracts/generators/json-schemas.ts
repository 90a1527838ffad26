import { z } from 'zod';
import { envelope } from '../envelope.js';
import { pipeline } from '../pipeline.js';

/** Name → JSON Schema (draft 2020-12): the envelope, and the data of each event. */
export function jsonSchemas(): Map<string, unknown> {
  const schemas = new Map<string, unknown>([
    ['envelope', toJsonSchema(envelope, 'CloudEvents 1.0 envelope of every event')],
  ]);
  for (const { event } of pipeline) {
    schemas.set(event.type, { ...toJsonSchema(event.schema, event.summary), examples: [event.example] });
  }
  return schemas;
}

/** `input` leaves objects open: a consumer ignores fields it does not know. */
function toJsonSchema(schema: z.ZodType, description: string) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, description, ...rest };
}
