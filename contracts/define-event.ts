import { z } from 'zod';

/** What a handler returns: a fact to publish. The runner puts it into an envelope. */
export interface EventDraft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** Of the job, where the event is not about the generation of the event that led to it. */
  readonly generation?: number;
}

/**
 * One version of one event. Calling it with the event's data makes a draft:
 *
 *     return [recordingPrepared({ uploadUrl, recording })];
 *
 * `type` is the CloudEvents type, the routing key and the `@EventPattern`; it ends in the version.
 */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  (data: z.input<Schema>): EventDraft<Type, z.input<Schema>>;
  readonly type: Type;
  readonly summary: string;
  readonly schema: Schema;
  readonly example: z.input<Schema>;
}

export function defineEvent<Type extends `${string}.v${number}`, Schema extends z.ZodType>(definition: {
  type: Type;
  summary: string;
  schema: Schema;
  example: z.input<Schema>;
}): EventDefinition<Type, Schema> {
  const draft = (data: z.input<Schema>) => ({ type: definition.type, data });
  return Object.assign(draft, definition);
}
