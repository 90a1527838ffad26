import type { z } from 'zod';
import { components } from '../api/components.js';
import type { ApiBody, ApiResponse, ApiRoute } from '../api/define-route.js';
import { apiWebhooks, type ApiWebhook } from '../api/webhooks.js';
import {
  idempotencyComponents,
  idempotencyKey,
  idempotencyReplayed,
  takesIdempotencyKey,
} from './open-api/idempotency.js';
import { introduction, scopes, tags } from './open-api/introduction.js';
import {
  anyOtherProblem,
  codesOf,
  problemExamples,
  problemResponses,
  rateLimit,
  requestId,
  type ProblemKinds,
} from './open-api/problems.js';
import { schemasOf, type Schemas } from './open-api/schemas.js';

/** The OpenAPI 3.1 document of the public HTTP API. */
export function openApi(routes: readonly ApiRoute[], kindOf: ProblemKinds): OpenApiDocument {
  const schemas = schemasOf(routes, apiWebhooks, components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes)
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, schemas, kindOf),
    };
  const codes = [...new Set(routes.flatMap(codesOf))].toSorted();
  return {
    openapi: '3.1.1',
    info: {
      title: 'Meeting Intelligence',
      version: '1.0.0',
      summary: 'Recordings in; transcripts, summaries, action items and decisions out',
      description: introduction,
    },
    servers: [{ url: '/', description: 'where this description was read' }],
    tags,
    paths,
    webhooks: Object.fromEntries(apiWebhooks.map((each) => [each.name, { post: webhook(each, schemas) }])),
    components: {
      schemas: schemas.components,
      examples: problemExamples(codes, kindOf),
      parameters: idempotencyComponents.parameters,
      headers: {
        ...idempotencyComponents.headers,
        'X-Request-Id': {
          description: 'the id of the request: yours, if you sent a plain one, or else a new one',
          schema: { type: 'string' },
        },
        'Retry-After': {
          description: 'seconds after which it is worth asking again',
          schema: { type: 'integer' },
        },
        RateLimit: {
          description: 'what is left: `r` requests, and `t` seconds until there are all of them again',
          schema: { type: 'string', examples: ['"reads";r=599;t=60'] },
        },
        'RateLimit-Policy': {
          description:
            'what the key is counted against: `q` requests in `w` seconds. Not there where nothing is counted',
          schema: { type: 'string', examples: ['"reads";q=600;w=60'] },
        },
      },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'mi_<id>_<secret>', description: scopes },
      },
    },
  };
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, string>>;
  readonly servers: readonly unknown[];
  readonly tags: readonly unknown[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, unknown>>;
}

function operation(route: ApiRoute, schemas: Schemas, kindOf: ProblemKinds): unknown {
  const { operationId, tag, summary, description, params, query, headers, body, responses } = route;
  const { scope, operatorScope } = route;
  const parameters = [
    ...parametersIn('path', params, schemas),
    ...parametersIn('query', query, schemas),
    ...parametersIn('header', headers, schemas),
    ...(takesIdempotencyKey(route) ? [idempotencyKey] : []),
  ];
  const everyAnswer = scope === null ? requestId : { ...requestId, ...rateLimit };
  const everySuccess = takesIdempotencyKey(route) ? { ...everyAnswer, ...idempotencyReplayed } : everyAnswer;
  return {
    operationId,
    tags: [tag],
    summary,
    description: description ?? summary,
    // Of a scheme other than OAuth 2 the list names roles (OpenAPI 3.1.1 §4.8.30): what the key has to be good for.
    security: [scope, operatorScope].flatMap((each) => (each ? [{ apiKey: [each] }] : [])),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf(body, schemas) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [
          status,
          answer(response, schemas, everySuccess),
        ]),
      ),
      ...problemResponses(codesOf(route), kindOf, everyAnswer),
      default: anyOtherProblem,
    },
  };
}

function webhook(
  { name, summary, description, headers, body, example, responses }: ApiWebhook,
  schemas: Schemas,
): unknown {
  return {
    operationId: name,
    summary,
    description,
    security: [],
    parameters: parametersIn('header', headers, schemas),
    requestBody: { required: true, content: { 'application/json': { schema: schemas.of(body), example } } },
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, says]) => [status, { description: says }]),
    ),
  };
}

function parametersIn(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined, schemas: Schemas) {
  if (!schema) return [];
  const { properties, required = [] } = schemas.of(schema) as {
    properties: Record<string, { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function answer(
  { description, content, headers = {} }: ApiResponse,
  schemas: Schemas,
  everyAnswer: Readonly<Record<string, unknown>>,
): unknown {
  return {
    description,
    headers: {
      ...everyAnswer,
      ...Object.fromEntries(
        Object.entries(headers).map(([name, says]) => [
          name,
          { description: says, schema: { type: name === 'Retry-After' ? 'integer' : 'string' } },
        ]),
      ),
    },
    ...(content && { content: contentOf(content, schemas) }),
  };
}

function contentOf(content: Readonly<Record<string, ApiBody>>, schemas: Schemas): unknown {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, { schema, description, example }]) => [
      mediaType,
      {
        schema: schema ? schemas.of(schema) : { type: 'string', ...(description && { description }) },
        ...(example !== undefined && { example }),
      },
    ]),
  );
}
