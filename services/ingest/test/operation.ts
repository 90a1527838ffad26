import type { RunningIngest } from './running-ingest.js';

export interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** What the description uses of JSON Schema 2020-12. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'header' | 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** One operation as the served description has it. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** What a key has to be good for; undefined needs no key. */
  readonly scope: string | undefined;
  /** With which it is answered whoever's thing it is about. */
  readonly operatorScope: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Readonly<Record<string, MediaType>>;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

export interface ServedDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: unknown;
}

interface DescribedOperation extends Pick<Operation, 'operationId' | 'responses'> {
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Operation['body'] };
  readonly security: readonly { readonly apiKey: readonly string[] }[];
}

export async function servedDescription({ url }: Pick<RunningIngest, 'url'>): Promise<ServedDescription> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as ServedDescription;
}

export function operationsOf({ paths }: ServedDescription): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { security, requestBody, parameters = [], operationId, responses }]) => ({
        ...{ operationId, path, parameters, responses },
        method: method.toUpperCase(),
        scope: security[0]?.apiKey[0],
        operatorScope: security[1]?.apiKey[0],
        body: requestBody?.content ?? {},
      }),
    ),
  );
}
