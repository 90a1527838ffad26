import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { fastify, type FastifyInstance } from 'fastify';
import { beginTracing, currentLogContext, inSpan, withLogContext } from '@meeting-intelligence/telemetry';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followJobs, outsideOfSpan, traceRequests } from './index.js';

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  beginTracing();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});
beforeEach(() => exporter.reset());

const callers = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) };
const traceparent = `00-${callers.traceId}-${callers.spanId}-01`;

/** The trace in which the handler of a request runs; sent over a real connection, as bodies are read in its context. */
async function ask(fromInside: boolean, path: string, init: RequestInit = {}): Promise<string | undefined> {
  const app = fastify();
  let seen: string | undefined;
  traceRequests(app, { fromInside: () => fromInside });
  const handler = async () => {
    seen = trace.getActiveSpan()?.spanContext().traceId;
    if (path.startsWith('/broken')) throw new Error('no');
    return {};
  };
  app.post('/jobs/:id', handler);
  app.get('/broken', handler);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    const response = await fetch(url + path, { ...init, headers: { ...init.headers, connection: 'close' } });
    await response.text();
  } finally {
    await app.close();
  }
  return seen;
}

test('a request of a stranger begins a trace, linked to the one that it says it belongs to', async () => {
  const body = JSON.stringify({ title: 'x' });
  const headers = { traceparent, 'content-type': 'application/json' };

  const seen = await ask(false, '/jobs/4711?token=canary', { method: 'POST', body, headers });

  const [span, ...others] = exporter.getFinishedSpans();
  expect(others).toEqual([]);
  expect(span).toMatchObject({
    name: 'POST /jobs/:id',
    kind: SpanKind.SERVER,
    links: [{ context: callers, attributes: { 'link.kind': 'caller' } }],
    attributes: { 'http.route': '/jobs/:id', 'http.response.status_code': 200 },
  });
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.spanContext().traceId).not.toBe(callers.traceId);
  expect(seen).toBe(span?.spanContext().traceId);
  expect(JSON.stringify(span?.attributes)).not.toContain('canary');
});

test('a request of one of our own services goes on in its trace', async () => {
  const seen = await ask(true, '/jobs/4711', { method: 'POST', headers: { traceparent } });

  const [span] = exporter.getFinishedSpans();
  expect(span?.parentSpanContext).toMatchObject(callers);
  expect(seen).toBe(callers.traceId);
});

test('a request that fails on our side is marked so, and one for nothing has no name of its own', async () => {
  await ask(false, '/broken');
  await ask(false, '/canary');

  const [broken, unknown] = exporter.getFinishedSpans();
  expect(broken).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': '500' },
  });
  expect(unknown).toMatchObject({ name: 'GET (no route)', attributes: { 'http.response.status_code': 404 } });
});

const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** What `build` makes, on a real connection. */
async function serving(
  build: (app: FastifyInstance) => void,
  use: (url: string, app: FastifyInstance) => Promise<void>,
): Promise<void> {
  const app = fastify();
  traceRequests(app, { fromInside: ({ headers }) => headers.authorization === 'Bearer ours' });
  build(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    await use(url, app);
  } finally {
    app.server.closeAllConnections();
    await app.close();
  }
}

test('whose request it is decides each time whether its trace goes on here', async () => {
  await serving(
    (app) => app.get('/', async () => ({})),
    async (url) => {
      await (await fetch(url, { headers: { traceparent, authorization: 'Bearer ours' } })).text();
      await (await fetch(url, { headers: { traceparent, authorization: 'Bearer guessed' } })).text();
    },
  );

  const [ours, guessed] = exporter.getFinishedSpans();
  expect(ours?.parentSpanContext).toMatchObject(callers);
  expect(guessed?.parentSpanContext).toBeUndefined();
});

test('what hooks put around a request is still there when its body was read', async () => {
  let seen: unknown;
  await serving(
    (app) => {
      app.addHook('onRequest', (_request, _reply, next) => withLogContext({ request_id: 'r1' }, next));
      app.post('/', async () => (seen = currentLogContext()));
    },
    async (url) => {
      const headers = { 'content-type': 'application/json' };
      await (
        await fetch(url, { method: 'POST', headers, body: JSON.stringify({ a: 'x'.repeat(200_000) }) })
      ).text();
    },
  );

  expect(seen).toEqual({ request_id: 'r1' });
});

test('all that is done for a request about a job has its id, from who asks on; what is no id gets nowhere', async () => {
  const logged: unknown[] = [];
  await serving(
    (app) => {
      followJobs(app, /^\/v1\/jobs\/:id(\/|$)/);
      app.addHook('onRequest', (_request, _reply, next) => {
        logged.push(currentLogContext().job_id);
        void inSpan('who asks', {}, async () => next());
      });
      app.get('/v1/jobs/:id/events', async () => ({}));
      app.get('/v1/uploads/:id', async () => ({}));
    },
    async (url) => {
      for (const path of [`jobs/${jobId.toUpperCase()}/events`, 'jobs/canary/events', `uploads/${jobId}`])
        await (await fetch(`${url}/v1/${path}`)).text();
    },
  );

  expect(logged).toEqual([jobId, undefined, undefined]);
  const ids = exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes.job_id]);
  expect(ids).toEqual(
    expect.arrayContaining([
      ['who asks', jobId],
      ['GET /v1/jobs/:id/events', jobId],
      ['GET /v1/uploads/:id', undefined],
    ]),
  );
  expect(JSON.stringify(ids)).not.toContain('canary');
});

test('the span of an answer that goes on ends with its head, and what is done for it then is outside of any', async () => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let inside: unknown = 'not called';
  await serving(
    (app) =>
      app.get('/events', (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200).write('a');
        void outsideOfSpan(reply, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          inside = trace.getActiveSpan();
        });
        reply.raw.once('close', close);
      }),
    async (url) => {
      const leaving = new AbortController();
      const response = await fetch(`${url}/events`, { signal: leaving.signal });
      await response.body?.getReader().read();
      expect(exporter.getFinishedSpans()).toMatchObject([
        { name: 'GET /events', attributes: { 'http.response.status_code': 200 } },
      ]);
      leaving.abort();
      await closed;
    },
  );

  expect(inside).toBeUndefined();
  expect(exporter.getFinishedSpans()).toHaveLength(1);
});
