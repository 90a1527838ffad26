import { apiRoutes, type ApiProblem } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import { statusOfCode, type Problem } from '@meeting-intelligence/http';
import { autoTeardown, leakCheck } from '@meeting-intelligence/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { apiDescription } from '../src/description/api-description.js';
import { ingestService } from '../src/ingest.module.js';
import { RunningIngest } from './running-ingest.js';

const leaks = leakCheck();
const teardown = autoTeardown();
/** `METHOD /path/:parameter`, as they were registered. */
const registered: string[] = [];
let ingest: RunningIngest;

beforeAll(async () => {
  const { http } = ingestService;
  if (!http) throw new Error('expected a service with an HTTP API');
  ingest = await RunningIngest.start(teardown, undefined, {
    ...ingestService,
    http: {
      ...http,
      configure: (app, config) => {
        const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
        fastify.addHook('onRoute', ({ method, url }) => {
          registered.push(...[method].flat().map((each) => `${each} ${url}`));
        });
        return http.configure?.(app, config);
      },
    },
  });
});
afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
}, 60_000);

test('what is registered under /v1 is what the table of routes says', () => {
  const described = apiRoutes.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
  const isOurs = (route: string) => / \/v1(\/|$)/.test(route);
  // Fastify answers HEAD wherever it answers GET.
  const isHeadOfGet = (route: string) =>
    route.startsWith('HEAD ') && registered.includes(route.replace('HEAD', 'GET'));

  expect(registered.filter((route) => isOurs(route) && !isHeadOfGet(route)).toSorted()).toEqual(
    described.filter(isOurs).toSorted(),
  );
  expect(registered).toEqual(expect.arrayContaining(described));
});

test.each(apiRoutes.map((route) => [`${route.method} ${route.path}`, route.errors] as const))(
  '%s answers with codes that there are and that have a status',
  (_name, codes) => {
    for (const code of codes) {
      expect(errorCodes).toHaveProperty(code);
      expect(statusOfCode(code as keyof typeof errorCodes), code).toBeGreaterThanOrEqual(400);
    }
  },
);

test('a problem is described as it is answered', () => {
  expectTypeOf<Problem>().toExtend<Readonly<Omit<ApiProblem, 'errors'>>>();
  expectTypeOf<keyof Problem>().toEqualTypeOf<keyof ApiProblem>();
  expectTypeOf<Problem['errors'][number]>().toEqualTypeOf<Readonly<ApiProblem['errors'][number]>>();
});

test('serves the description to everybody, and only once to who has it', async () => {
  const response = await fetch(`${ingest.url}/openapi.json`);

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(apiDescription())));
  const etag = response.headers.get('etag') ?? '';
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await fetch(`${ingest.url}/openapi.json`, { headers: { 'if-none-match': known } });
    expect([known, again.status, await again.text()]).toEqual([known, 304, '']);
  }
  const other = await fetch(`${ingest.url}/openapi.json`, { headers: { 'if-none-match': '"other"' } });
  expect((await other.text()).length).toBeGreaterThan(1_000);
});

test('the page for people loads from here alone, and everything that it loads is there', async () => {
  const response = await fetch(`${ingest.url}/docs`);
  const page = await response.text();

  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
  expect(page).not.toMatch(/https?:|<script>|<style| style=| on\w+=/);
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(loaded).toHaveLength(5);
  for (const path of loaded) {
    const part = await fetch(new URL(path, response.url));
    expect([path, part.status, part.headers.get('x-content-type-options')]).toEqual([path, 200, 'nosniff']);
    expect((await part.text()).length).toBeGreaterThan(100);
  }
});

test('of the library nothing is served but what the page loads', async () => {
  for (const path of ['package.json', '..%2fpackage.json', 'constructor', 'swagger-ui-bundle.js.map'])
    expect((await fetch(`${ingest.url}/docs/${path}`)).status).toBe(404);
});
