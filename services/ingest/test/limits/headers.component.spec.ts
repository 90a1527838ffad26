import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { apiRoutes } from '@meeting-intelligence/contracts';
import { describe, expect, test } from 'vitest';
import { securityHeaders } from '../../src/http/security-headers.js';
import { RunningIngest, runIngest } from '../running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { HSTS_MAX_AGE_SECONDS: '31536000' });

const { 'cache-control': notKept, 'content-security-policy': nothingRuns, ...always } = securityHeaders;
const hsts = { 'strict-transport-security': 'max-age=31536000' };
const routes = apiRoutes.map((route) => {
  const path = route.path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
  return [`${route.method} ${route.path}`, { ...route, path }] as const;
});

describe.each(routes)('%s', (_name, { method, path, scope }) => {
  test.each(['with a key', 'without'])('has the headers that browsers heed, %s', async (how) => {
    const key = how === 'without' ? null : ingest.key;

    const answer = await ingest.request(path, { method, key, signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();

    expect(Object.fromEntries(answer.headers)).toMatchObject({ ...always, ...hsts });
    expect(answer.headers.get('access-control-allow-origin')).toBe(path === '/openapi.json' ? '*' : null);
    expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/);
    if (scope !== null) {
      expect(answer.headers.get('cache-control')).toMatch(/no-store|private, no-cache/);
      expect(answer.headers.get('content-security-policy')).toBe(nothingRuns);
      expect(answer.headers.has('ratelimit')).toBe(how === 'with a key');
    }
  });
});

test('a page of the description may run what is ours', async () => {
  const { headers } = await ingest.request('/docs', { key: null });

  expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(headers.get('cache-control')).toBe('public, no-cache');
});

test('/docs/ leads to /docs, also below the prefix of a proxy', async () => {
  const answer = await ingest.request('/docs/', { key: null, redirect: 'manual' });

  expect(answer.status).toBe(308);
  expect(answer.headers.get('location')).toBe('../docs');
  expect((await ingest.request('/docs/', { key: null })).status).toBe(200);
});

test.each(['/nothing', '/v1/nothing', '/%zz', `/v1/jobs/${'x'.repeat(300)}`])(
  'what is not there (%s) has them too',
  async (path) => {
    const { status, headers } = await ingest.request(path, { key: null });

    expect(status).toBeGreaterThanOrEqual(400);
    expect(Object.fromEntries(headers)).toMatchObject({ ...securityHeaders, ...hsts });
    expect(headers.get('cache-control')).toBe(notKept);
  },
);

test('the answer to what is not HTTP has them too', async () => {
  const { hostname, port } = new URL(ingest.url);
  const socket = connect(Number(port), hostname);
  socket.end('this is not HTTP\r\n\r\n');

  const answer = (await text(socket)).toLowerCase();

  expect(answer).toMatch(/^http\/1.1 400 /);
  for (const [name, value] of Object.entries({ ...securityHeaders, ...hsts }))
    expect(answer).toContain(`\r\n${name}: ${value.toLowerCase()}\r\n`);
});

test('an answer that has an ETag may be kept, and asked for again', async () => {
  const { id } = await ingest.submitted();

  expect((await ingest.request(`/v1/jobs/${id}`)).headers.get('cache-control')).toBe('private, no-cache');
});

test('no page of another origin is let in unless it is configured', async () => {
  const headers = { origin: 'https://cms.example', 'access-control-request-method': 'POST' };

  const preflight = await ingest.request('/v1/jobs', { method: 'OPTIONS', key: null, headers });

  expect(preflight.status).toBe(404);
  expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
});
