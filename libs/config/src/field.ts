import { z } from 'zod';

export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly description: string;
  /** ms, bytes, messages …; left out where the value has none. */
  readonly unit?: string;
  /** As it would stand in the environment. A field without a default is required. */
  readonly default?: string;
  /** Never printed, never in an example; has no default. */
  readonly secret?: boolean;
}

export type Fields = Readonly<Record<string, Field>>;
export type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: z.output<F[Name]['schema']> };

export function field<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  options: { default?: string; unit?: string } = {},
): Field<Schema> {
  return { schema, description, ...options };
}

/** A key or password: at least `minLength` printable ASCII characters, as it may travel in an HTTP header. */
export function secret(description: string, minLength = 1): Field<z.ZodString> {
  const schema = z
    .string()
    .min(minLength)
    .regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces');
  return { schema, description, secret: true };
}

const wholeNumber = z
  .string()
  .regex(/^\d+$/, 'expected a whole number')
  .transform(Number)
  .refine(Number.isSafeInteger, 'expected a whole number');

/** 0 asks the system for a free port. */
export function port(description: string, defaultPort?: number): Field<z.ZodType<number>> {
  return {
    schema: wholeNumber.refine((value) => value <= 65_535, 'expected a port from 0 to 65535'),
    description,
    default: defaultPort?.toString(),
  };
}

export function durationMs(
  description: string,
  defaultMs: number,
  range: { min?: number; max?: number } = {},
): Field<z.ZodType<number>> {
  return { schema: within(range), description, unit: 'ms', default: String(defaultMs) };
}

export function bytes(description: string, defaultBytes: number): Field<z.ZodType<number>> {
  return { schema: within({ min: 1 }), description, unit: 'bytes', default: String(defaultBytes) };
}

function within({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number }) {
  return wholeNumber.refine(
    (value) => value >= min && value <= max,
    `expected a whole number from ${min} to ${max}`,
  );
}
