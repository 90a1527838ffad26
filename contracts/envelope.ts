import { z } from 'zod';
import type { EventDefinition } from './define-event.js';
import { handlingAttributes } from './handling.js';

/**
 * CloudEvents 1.0 in structured JSON mode, with the extensions this pipeline needs.
 * Attribute names are lower case without separators, as the CloudEvents specification (§3.1) demands.
 */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z
    .uuid()
    .describe(
      'uuid v5 of (id of the causing event, type, ordinal): a handler that runs twice emits the same ids',
    ),
  type: z.string().regex(/^[a-z]+(\.[a-z]+)*\.v\d+$/, 'expected NAME.vN, for example job.submitted.v1'),
  source: z.string().min(1).describe('the service that published the event'),
  subject: z.uuid().describe('the id of the job'),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string().describe('name of the JSON Schema of data'),
  causationid: z
    .uuid()
    .optional()
    .describe('id of the event whose handling published this one; absent on the first'),
  generation: z.int().min(1).describe('1 for a new job; one more for each replay of a failed job'),
  owner: z.string().min(1).describe('who owns the job'),
  traceparent: z.string().optional().describe('W3C trace context in which the event was created'),
  ...handlingAttributes.shape,
  data: z.unknown().optional(),
  dataref: z.string().optional().describe('claim check: key of the stored data, in place of data'),
});

export type Envelope<Data = unknown> = Omit<z.infer<typeof envelope>, 'data' | 'dataref'> & {
  readonly data: Data;
};

/** The envelope as it travels: large data stays behind in the artifact store, `dataref` is its key. */
export type WireEnvelope = z.infer<typeof envelope>;

export type EventOf<Definition> =
  Definition extends EventDefinition<string, infer Schema> ? Envelope<z.output<Schema>> : never;
