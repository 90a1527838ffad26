import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { traceRequests } from './index.js';

const exporter = new InMemorySpanExporter();
beforeAll(() => {
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

/** The trace in which the handler of a request runs; sent over a real connection, as bodies lose the context of hooks. */
async function ask(fromInside: boolean, path: string, init: RequestInit = {}): Promise<string | undefined> {
  const app = fastify();
  let seen: string | undefined;
  traceRequests(app, { fromInside });
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
