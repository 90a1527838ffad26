import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { jobFailed, recordingPrepared } from '@meeting-intelligence/contracts';
import { inSpan, traceHeaders } from '@meeting-intelligence/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunner, InMemoryEventBus, type Handler } from '../src/index.js';
import { failure, newEvent, silent } from './support.js';

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

test('one trace follows a job through every hop and every attempt, each span findable by job id', async () => {
  const bus = new InMemoryEventBus();
  const handlers = new Map<string, Handler>([
    ['job.submitted.v1', async () => [recordingPrepared(recordingPrepared.example)]],
    [
      'recording.prepared.v1',
      async (_event, { attempt }) => {
        if (attempt === 1) throw failure;
        return [jobFailed(jobFailed.example)];
      },
    ],
  ]);
  const deliver = createRunner({
    service: 'transcription',
    bus,
    handlers,
    onGivenUp: () => [],
    retryDelaysMs: [1],
    handlerTimeoutMs: 1_000,
    claimCheckBytes: 262_144,
    logger: silent,
  });
  bus.subscribe({ service: 'transcription', types: [...handlers.keys()], deliver });
  const event = newEvent();

  await inSpan('POST /v1/jobs', { kind: 'SERVER' }, async () => {
    await bus.publish([{ ...event, traceparent: traceHeaders().traceparent }]);
  });
  await bus.idle();
  await bus.close();

  const [request, first, second, third, ...others] = exporter.getFinishedSpans();
  expect(others).toEqual([]);
  const spans = [request!, first!, second!, third!];
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(first!.parentSpanContext?.spanId).toBe(request!.spanContext().spanId);
  expect(second!.parentSpanContext?.spanId).toBe(first!.spanContext().spanId);
  expect(third!.parentSpanContext?.spanId).toBe(first!.spanContext().spanId);
  expect(first).toMatchObject({
    name: 'process transcription.job.submitted.v1',
    kind: SpanKind.CONSUMER,
    attributes: { job_id: event.subject, 'messaging.system': 'rabbitmq', 'messaging.message.id': event.id },
  });
  expect(second).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'SPEECH_PROVIDER_UNAVAILABLE' },
    attributes: { 'messaging.attempt': 1, 'error.type': 'SPEECH_PROVIDER_UNAVAILABLE' },
  });
  expect(third!.attributes).toMatchObject({ 'messaging.attempt': 2, job_id: event.subject });
});
