import { once } from 'node:events';
import { get } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { traceRequests } from '@meeting-intelligence/http';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { beginTracing } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { measureRequests } from './measure-requests.js';

const traceId = '1'.repeat(32);
const headers = { traceparent: `00-${traceId}-${'2'.repeat(16)}-01` };
const series = (status: string) =>
  `http_server_request_duration_seconds_count{http_request_method="GET",http_route="/jobs/:id",http_response_status_code="${status}"} 1`;

let app: FastifyInstance;
let url: string;
let asked: PromiseWithResolvers<void>;

beforeAll(() => {
  beginTracing();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  context.disable();
  propagation.disable();
});
beforeEach(async () => {
  registry.resetMetrics();
  app = fastify();
  traceRequests(app, { fromInside: () => true });
  measureRequests(app);
  asked = Promise.withResolvers();
  app.get<{ Params: { id: string } }>('/jobs/:id', ({ params }) => {
    asked.resolve();
    return params.id === 'slow' ? new Promise(() => undefined) : {};
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

test('a request is measured by its route, and its trace is the exemplar', async () => {
  await fetch(`${url}/jobs/4711`, { headers });

  await eventually(async () => expect(await told()).toContain(series('200')));
  expect(await exemplars()).toEqual([traceId]);
});

test('so is one whose client went away before it was answered, as a 499', async () => {
  const request = get(`${url}/jobs/slow`, { headers });
  const gone = once(request, 'error');
  await asked.promise;
  expect(await told()).toContain('http_server_active_requests 1');

  request.destroy();
  await gone;

  await eventually(async () => expect(await told()).toContain(series('499')));
  expect(await exemplars()).toEqual([traceId]);
  expect(await told()).toContain('http_server_active_requests 0');
});

async function told(): Promise<string[]> {
  forgetRendering();
  return (await scrape()).body.split('\n');
}

/** The traces that the buckets of requests name. */
async function exemplars(): Promise<string[]> {
  forgetRendering();
  const { body } = await scrape('application/openmetrics-text');
  const found = body.matchAll(/^http_server_request_duration_seconds_bucket.*trace_id="(\w+)"/gm);
  return [...new Set([...found].map(([, id]) => id!))];
}
