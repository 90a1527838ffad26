import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { jobFailed, recordingPrepared } from '@meeting-intelligence/contracts';
import { beginTracing, inSpan, traceHeaders } from '@meeting-intelligence/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '@meeting-intelligence/errors';
import { replayOf } from '../src/dead-letters/replay.js';
import { createRunner, defer, InMemoryEventBus, type Handler } from '../src/index.js';
import { failure, newEvent, silent } from './support.js';

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
  const deliver = runnerOf(bus, handlers);
  bus.subscribe({ service: 'transcription', types: [...handlers.keys()], deliver });
  const event = newEvent();

  await inSpan('POST /v1/jobs', { kind: 'SERVER' }, async () => {
    await bus.publish([{ ...event, traceparent: traceHeaders().traceparent }]);
  });
  await bus.idle();
  await bus.close();

  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [request] = named('POST /v1/jobs');
  const [firstSend] = named('send job.submitted.v1');
  const [submitted] = named('process transcription.job.submitted.v1');
  const [secondSend] = named('send recording.prepared.v1');
  const [failed, repeated] = named('process transcription.recording.prepared.v1');
  const [lastSend] = named('send job.failed.v1');
  expect(spans).toHaveLength(7);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(parentOf(firstSend)).toBe(idOf(request));
  expect(parentOf(submitted)).toBe(idOf(firstSend));
  expect(parentOf(secondSend)).toBe(idOf(submitted));
  expect([parentOf(failed), parentOf(repeated)]).toEqual([idOf(secondSend), idOf(secondSend)]);
  expect(parentOf(lastSend)).toBe(idOf(repeated));
  // What is published inside of a span belongs to it itself, so that both leave the process together.
  expect(
    [firstSend, submitted, secondSend, lastSend].map((span) => span?.parentSpanContext?.isRemote),
  ).toEqual([undefined, true, undefined, undefined]);
  expect(linksOf(submitted)).toEqual({ creation: idOf(firstSend) });
  expect(linksOf(repeated)).toEqual({ creation: idOf(secondSend), previous_attempt: idOf(failed) });
  expect(spans.filter((span) => span !== request).map(({ attributes }) => attributes.job_id)).toEqual(
    Array(6).fill(event.subject),
  );
  expect(submitted).toMatchObject({
    kind: SpanKind.CONSUMER,
    attributes: { job_id: event.subject, 'messaging.system': 'rabbitmq', 'messaging.message.id': event.id },
  });
  expect(firstSend).toMatchObject({
    kind: SpanKind.PRODUCER,
    attributes: { 'messaging.message.id': event.id },
  });
  expect(failed).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'SPEECH_PROVIDER_UNAVAILABLE' },
    attributes: { 'messaging.attempt': 1, 'error.type': 'SPEECH_PROVIDER_UNAVAILABLE' },
  });
  expect(repeated!.attributes).toMatchObject({ 'messaging.attempt': 2, job_id: event.subject });
});

test('what is looked at again later stays in the trace, each look linked to the one before', async () => {
  exporter.reset();
  const bus = new InMemoryEventBus();
  let looks = 0;
  const look: Handler = async () => ((looks += 1) < 3 ? defer(1, { looks }) : []);
  const handlers = new Map([['job.submitted.v1', look]]);
  bus.subscribe({ service: 'transcription', types: [...handlers.keys()], deliver: runnerOf(bus, handlers) });

  const event = newEvent();

  await bus.publish([event]);
  await bus.idle();
  await bus.close();

  const [sent, ...handlings] = exporter.getFinishedSpans().toSorted(byStart);
  // Nobody asked for it, as for the verdict of a watchdog: a trace of its own, found by its job.
  expect(parentOf(sent)).toBeUndefined();
  expect(sent?.attributes.job_id).toBe(event.subject);
  expect(handlings.map(parentOf)).toEqual([idOf(sent), idOf(sent), idOf(sent)]);
  expect(handlings.map((span) => linksOf(span).previous_attempt)).toEqual([
    undefined,
    idOf(handlings[0]),
    idOf(handlings[1]),
  ]);
});

test('a dead letter leads back to the span that failed, and its replay is linked to it', async () => {
  exporter.reset();
  const bus = new InMemoryEventBus();
  const permanent = new AppError('AUDIO_UNREADABLE', 'no');
  const handlers = new Map<string, Handler>([['job.submitted.v1', async () => Promise.reject(permanent)]]);
  bus.subscribe({ service: 'transcription', types: [...handlers.keys()], deliver: runnerOf(bus, handlers) });
  const queue = 'transcription.job.submitted.v1';
  await bus.publish([newEvent()]);
  await bus.idle();

  const [dead] = bus.deadLetters(queue);
  const { body, headers } = replayOf({ queue, fullQueue: queue, properties: {}, ...dead! });
  bus.inject(queue, body, headers);
  await bus.idle();
  await bus.close();

  const [failed, replayed] = exporter.getFinishedSpans().filter(({ name }) => name === `process ${queue}`);
  expect(linksOf(replayed).previous_attempt).toBe(idOf(failed));
  expect(replayed!.spanContext().traceId).toBe(failed!.spanContext().traceId);
});

function runnerOf(bus: InMemoryEventBus, handlers: ReadonlyMap<string, Handler>) {
  return createRunner({
    service: 'transcription',
    bus,
    handlers,
    onGivenUp: () => [],
    retryDelaysMs: [1],
    handlerTimeoutMs: 1_000,
    claimCheckBytes: 262_144,
    logger: silent,
  });
}

function byStart(one: ReadableSpan, other: ReadableSpan): number {
  return one.startTime[0] - other.startTime[0] || one.startTime[1] - other.startTime[1];
}

function idOf(span: ReadableSpan | undefined): string | undefined {
  return span?.spanContext().spanId;
}

function parentOf(span: ReadableSpan | undefined): string | undefined {
  return span?.parentSpanContext?.spanId;
}

/** What a link is for → the span that it leads to. */
function linksOf(span: ReadableSpan | undefined): Record<string, string> {
  return Object.fromEntries(
    (span?.links ?? []).map((link) => [String(link.attributes?.['link.kind']), link.context.spanId]),
  );
}
