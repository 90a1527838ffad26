import type { z } from 'zod';

export interface Question<Value> {
  /** Name of the schema, snake_case; telemetry and the provider stand-in know the question by it. */
  readonly name: string;
  /** Objects without optional fields: structured outputs demand every one, `null` stands for "none". */
  readonly schema: z.ZodType<Value>;
  readonly system: string;
  readonly user: string;
  readonly signal: AbortSignal;
}

export interface Completion<Value> {
  readonly value: Value;
  /** As the provider named it in its answer. */
  readonly model: string;
}

/** A model that answers in the shape it is asked for. Every call costs money. */
export abstract class LanguageModel {
  /**
   * @throws AppError LANGUAGE_PROVIDER_REJECTED, LANGUAGE_PROVIDER_UNAVAILABLE, LANGUAGE_PROVIDER_PAUSED,
   * LANGUAGE_MODEL_REFUSED; or the reason of `signal`
   */
  abstract complete<Value>(question: Question<Value>): Promise<Completion<Value>>;
}
