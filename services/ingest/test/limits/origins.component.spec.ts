import { apiRoutes } from '@meeting-intelligence/contracts';
import { describe, expect, test } from 'vitest';
import { RunningIngest, runIngest } from '../running-ingest.js';

const ours = 'https://cms.example';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { CORS_ORIGINS: `${ours}, https://desk.example:8443` });

async function ask(path: string, origin: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await ingest.request(path, { method, key: null, headers: { origin, ...headers } });
  // What is not read keeps its connection.
  await answer.arrayBuffer();
  return answer;
}

const routes = apiRoutes.map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/g, 'x')] as const);

test.each(routes)('a preflight of %s %s needs no key', async (method, path) => {
  const wish = {
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,idempotency-key,tus-resumable,upload-offset',
  };

  const { status, headers } = await ask(path, ours, wish, 'OPTIONS');

  expect(status).toBe(204);
  expect([ours, '*']).toContain(headers.get('access-control-allow-origin'));
  expect(headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
  expect(headers.get('access-control-allow-headers')?.toLowerCase().split(', ')).toEqual(
    expect.arrayContaining(wish['access-control-request-headers'].split(',')),
  );
});

describe.each(['https://evil.example', 'https://cms.example.evil.example', 'http://cms.example', 'null'])(
  'a page of %s',
  (origin) => {
    test('is not let in', async () => {
      const wish = { 'access-control-request-method': 'GET' };

      for (const answer of [await ask('/v1/jobs', origin), await ask('/v1/jobs', origin, wish, 'OPTIONS')])
        expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    });

    test('may read the description', async () => {
      expect((await ask('/openapi.json', origin)).headers.get('access-control-allow-origin')).toBe('*');
    });
  },
);

test('a page may read why it was refused, and the headers that matter', async () => {
  const { status, headers } = await ask('/v1/jobs', 'https://desk.example:8443');

  expect(status).toBe(401);
  expect(headers.get('access-control-allow-origin')).toBe('https://desk.example:8443');
  expect(headers.has('access-control-allow-credentials')).toBe(false);
  expect(headers.get('access-control-expose-headers')).toMatch(/ETag.*Location.*RateLimit.*Retry-After/);
});

test('what a token opens, any page may read; what a key opens, only ours', async () => {
  const path = '/v1/jobs/00000000-0000-4000-8000-000000000000/events';

  const byToken = await ask(`${path}?token=et_wrong`, 'https://evil.example');
  const byKey = await ask(path, 'https://evil.example');

  expect(byToken.headers.get('access-control-allow-origin')).toBe('*');
  expect(byKey.headers.has('access-control-allow-origin')).toBe(false);
});

test('OPTIONS that is no preflight is for a route, and there is none', async () => {
  const answer = await ask('/v1/jobs', ours, {}, 'OPTIONS');

  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
