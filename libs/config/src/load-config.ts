import type { Field, Fields, ValuesOf } from './field.js';

/** Lists every fault of an environment at once. Values are never part of it: they may be secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** EX_CONFIG of sysexits.h: the process should end with this status. */
  readonly exitCode = 78;

  constructor(readonly faults: readonly string[]) {
    super(
      `the environment has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
  }
}

/**
 * Reads and freezes the configuration of a process. An empty value counts as a missing one, as `NAME=` in a
 * compose file is nearly always a variable that was not set.
 *
 * @throws ConfigError with one line for each fault
 */
export function loadConfig<F extends Fields>(fields: F, environment = process.env): ValuesOf<F> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = environment[name] || field.default;
    const result = field.schema.safeParse(given);
    if (result.success) values[name] = result.data;
    else if (given === undefined) faults.push(`${name} is missing: ${field.description}`);
    else
      faults.push(
        `${name}: ${result.error.issues.map((issue) => issue.message).join('; ')} (${field.description})`,
      );
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(values) as ValuesOf<F>;
}

export interface DescribedField extends Omit<Field, 'schema'> {
  readonly name: string;
  readonly required: boolean;
}

/** The fields as documentation, for generating `.env.example`. */
export function describeConfig(fields: Fields): readonly DescribedField[] {
  return Object.entries(fields).map(([name, { schema, ...field }]) => ({
    name,
    ...field,
    required: field.default === undefined && !schema.safeParse(undefined).success,
  }));
}
