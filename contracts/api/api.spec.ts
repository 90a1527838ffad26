import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import type { ApiBody, ApiRoute } from './define-route.js';
import { exampleProblem } from './examples.js';
import { problem } from './problem.js';
import { apiRoutes } from './routes.js';
import { apiWebhooks } from './webhooks.js';

const named = apiRoutes.map((route) => [`${route.method} ${route.path}`, route] as const);

test.each(named)('%s: its examples fit its schemas', (_name, route) => {
  for (const [where, { schema, example }] of bodiesOf(route))
    if (schema && example !== undefined) expect(schema.safeParse(example).error, where).toBeUndefined();
});

test.each(named)('%s: whoever reads it learns what it answers', (_name, route) => {
  const answers = Object.entries(route.responses);

  expect(answers.some(([status]) => Number(status) < 300)).toBe(true);
  for (const [where, { schema, example }] of bodiesOf(route))
    if (where.endsWith('application/json') && schema && 'shape' in schema)
      expect(example, `an example of ${where}`).toBeDefined();
});

test.each(named)('%s: the braces of its path are its parameters', (_name, { path, params }) => {
  const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

  expect(Object.keys(params?.shape ?? {})).toEqual(braces);
});

test('no operation and no name of one is there twice', () => {
  const operations = named.map(([name]) => name);
  const names = apiRoutes.map(({ operationId }) => operationId);

  expect(new Set(operations).size).toBe(operations.length);
  expect(new Set(names).size).toBe(names.length);
});

test.each(apiWebhooks.map((webhook) => [webhook.name, webhook] as const))(
  'the example of the webhook %s fits',
  (_name, { body, example }) => {
    expect(body.safeParse(example).error).toBeUndefined();
  },
);

test('the example of a problem fits', () => {
  expect(problem.safeParse(exampleProblem).error).toBeUndefined();
});

test('the OpenAPI document is valid, and Spectral finds nothing to say about it', async () => {
  expect(await lint(document())).toEqual([]);
});

test('the linter would say something', async () => {
  const broken = { ...document(), info: undefined };

  expect(await lint(broken)).toContainEqual(expect.stringContaining('required property "info"'));
});

async function lint(openApi: unknown): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas as RulesetDefinition, 'recommended']],
    rules: {
      // Whoever runs the system is its contact, not we.
      'info-contact': 'off',
      // Knows scopes of OAuth 2 only, where OpenAPI 3.1 lets any scheme have its roles.
      'oas3-operation-security-defined': 'off',
    },
  });
  const found = await linter.run(JSON.stringify(openApi));
  return found.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
}

function document(): Record<string, unknown> {
  const text = readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

function bodiesOf({ body, responses }: ApiRoute): [where: string, body: ApiBody][] {
  return [
    ...Object.entries(body ?? {}),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).map(([type, given]): [string, ApiBody] => [`${status} ${type}`, given]),
    ),
  ];
}
