import fc from 'fast-check';
import type { JsonSchema } from '../operation.js';

export type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * Values of a schema of the description (JSON Schema 2020-12, what zod makes of its own). What a schema does not say, such
 * as the rules of `refine`, the values do not keep.
 */
export function valueOf(schema: JsonSchema, definitions: Definitions): fc.Arbitrary<unknown> {
  const inner = (given: unknown) => valueOf(given as JsonSchema, definitions);
  if (schema.$ref !== undefined) return inner(definitions[schema.$ref.split('/').at(-1)!]!);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  if (choices) return fc.oneof(...choices.map(inner));
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => inner({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.double({ ...boundsOf(schema), noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items ?? {}), lengthsOf(schema, 'Items', 5));
    case 'object':
      return objectOf(schema, inner);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === 'uuid') return fc.uuid();
  if (schema.format === 'uri') return fc.webUrl();
  if (schema.format === 'date-time')
    return fc.date({ min: new Date('1900-01-02'), noInvalidDate: true }).map((date) => date.toISOString());
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  return fc.string({ unit: 'grapheme', ...lengthsOf(schema, 'Length', 40) });
}

function objectOf(schema: JsonSchema, inner: (schema: unknown) => fc.Arbitrary<unknown>) {
  const { properties = {}, required = [] } = schema as {
    properties?: Readonly<Record<string, JsonSchema>>;
    required?: string[];
  };
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inner(each)])),
    { requiredKeys: required },
  );
  if (typeof schema.additionalProperties !== 'object') return known;
  const others = fc.dictionary(fc.string({ unit: 'grapheme' }), inner(schema.additionalProperties), {
    maxKeys: 4,
  });
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }));
}

function boundsOf({ minimum, maximum }: JsonSchema): { min?: number; max?: number } {
  return {
    ...(typeof minimum === 'number' && { min: minimum }),
    ...(typeof maximum === 'number' && { max: maximum }),
  };
}

/** Long ones are rarely of interest, and are in `nasty`. */
function lengthsOf(schema: JsonSchema, of: 'Items' | 'Length', most: number) {
  const [least, limit] = [schema[`min${of}`], schema[`max${of}`]];
  const minLength = typeof least === 'number' ? least : 0;
  return {
    minLength,
    maxLength: Math.max(minLength, Math.min(most, typeof limit === 'number' ? limit : most)),
  };
}

/** What has broken something somewhere before. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...['', ' ', '\0', '\ud800', '\uFFFD', '\r\nX-Injected: 1', '\u202e', '../../etc/passwd', "' or 1=1--"],
    ...['x'.repeat(5_000), '9'.repeat(400), '-1', '+1', '0x10', '1e9', 'NaN', 'null', 'true', '__proto__'],
    ...[
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2026-01-01T00:00:00+23:59',
      '9999-12-31T23:59:59-23:59',
    ],
    ...['http://127.0.0.1/', 'https://a:b@cms.example/', 'file:///etc/passwd', 'https://cms.example:0/'],
    ...[0, -0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, true, false, null, [], {}, [[[[]]]], [null], { length: 1 }],
    ...[JSON.parse('{"__proto__":{"admin":true}}'), { constructor: { prototype: {} } }, { toString: 1 }],
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A value of the schema with one thing about it that is not as it should be. */
export function nearlyOf(schema: JsonSchema, definitions: Definitions): fc.Arbitrary<unknown> {
  return fc
    .tuple(valueOf(schema, definitions), fc.nat(), nasty, fc.string(), fc.nat(2))
    .map(([value, at, replacement, name, how]) => {
      if (typeof value !== 'object' || value === null) return replacement;
      if (Array.isArray(value)) return [...(value as unknown[]), replacement];
      const names = Object.keys(value);
      const chosen = names[at % Math.max(1, names.length)];
      if (how === 0 || chosen === undefined) return { ...value, [name]: replacement };
      if (how === 1) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== chosen));
      return { ...value, [chosen]: replacement };
    });
}
