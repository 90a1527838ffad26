import { z } from 'zod';
import type { ApiBody, ApiRoute } from '../../api/define-route.js';
import type { ApiWebhook } from '../../api/webhooks.js';

export type JsonSchema = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, z.ZodType>>;

export interface Schemas {
  /** Name → JSON Schema (2020-12), which is what OpenAPI 3.1 speaks. */
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** Of a request or of an answer: a reference to a named schema, or any other itself. */
  of(schema: z.ZodType): JsonSchema;
}

const address = (name: string) => `#/components/schemas/${name}`;

/** In a request a field with a default may be missing; in an answer, and in a webhook, it is there. What is named stands in those. */
export function schemasOf(
  routes: readonly ApiRoute[],
  webhooks: readonly ApiWebhook[],
  named: Named,
): Schemas {
  const requests = convert(routes.flatMap(schemasOfRequest), named, 'input');
  const sent = [
    ...routes.flatMap(schemasOfAnswers),
    ...webhooks.flatMap(({ headers, body }) => [headers, body]),
  ];
  const answers = convert(sent, named, 'output');
  return {
    components: Object.fromEntries(Object.keys(named).map((name) => [name, answers.bodies[name]!])),
    of: (schema) => (answers.of.get(schema) ?? requests.of.get(schema))!,
  };
}

/** All at once, so that each can refer to the named ones. */
function convert(schemas: readonly z.ZodType[], named: Named, io: 'input' | 'output') {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(named)) registry.add(schema, { id: name });
  const names = new Map<z.ZodType, string>();
  for (const schema of schemas) {
    if (!registry.has(schema)) registry.add(schema, { id: `unnamed ${names.size}` });
    names.set(schema, registry.get(schema)!.id);
  }
  const bodies: Record<string, JsonSchema> = {};
  const converted = z.toJSONSchema(registry, { io, uri: address, override: simplify });
  for (const [name, schema] of Object.entries(converted.schemas)) bodies[name] = withoutAddress(schema);
  const of = new Map([...names].map(([schema, name]) => [schema, referenceOr(bodies[name]!, name, named)]));
  return { bodies, of };
}

/** Inside the document a schema has the address of its place, and the dialect of all. */
function withoutAddress(schema: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}

function referenceOr(body: JsonSchema, name: string, named: Named): JsonSchema {
  return name in named ? { $ref: address(name) } : body;
}

function schemasOfRequest({ params, query, headers, body }: ApiRoute): z.ZodType[] {
  return [params, query, headers, ...schemasIn(body)].filter((schema) => schema !== undefined);
}

function schemasOfAnswers({ responses }: ApiRoute): z.ZodType[] {
  return Object.values(responses).flatMap(({ content }) => schemasIn(content));
}

function schemasIn(content: Readonly<Record<string, ApiBody>> = {}): z.ZodType[] {
  return Object.values(content).flatMap(({ schema }) => schema ?? []);
}

interface Converted {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

function simplify({ zodSchema: { _zod: zod }, jsonSchema }: Converted): void {
  // A client ignores fields that it does not know; only a strict object may have no other.
  if (zod.def.type === 'object' && !zod.def.catchall) delete jsonSchema.additionalProperties;
  // The format says it in fewer words than the pattern.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  // Every whole number of zod's is a safe one.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
