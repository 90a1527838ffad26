import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forJob, inSpan, withLogContext } from '../index.js';
import { WholeUnits } from './whole-units.js';

const exporter = new InMemorySpanExporter();
const units = new WholeUnits(new SimpleSpanProcessor({ exporter }));
beforeAll(() => {
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [units] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(() => exporter.reset());

const finished = () => exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes.job_id]);

test('what was done for a request before it was known to be about a job has its id too', async () => {
  await inSpan('POST /v1/jobs', { kind: 'SERVER' }, async () => {
    await inSpan('who asks', {}, async () => undefined);
    await forJob('j1', () => inSpan('store', {}, async () => undefined));
  });

  expect(finished()).toEqual([
    ['who asks', 'j1'],
    ['store', 'j1'],
    ['POST /v1/jobs', 'j1'],
  ]);
});

test('spans leave when the first of their unit of work has ended', async () => {
  await inSpan('process', {}, async () => {
    await inSpan('inner', {}, async () => undefined);
    expect(finished()).toEqual([]);
  });

  expect(finished().map(([name]) => name)).toEqual(['inner', 'process']);
});

test('what ends after its unit of work leaves at once', async () => {
  let late: Promise<void> | undefined;
  const release = Promise.withResolvers<void>();
  await inSpan('process', {}, async () => {
    late = inSpan('late', {}, () => release.promise);
  });
  expect(finished().map(([name]) => name)).toEqual(['process']);

  release.resolve();
  await late;

  expect(finished().map(([name]) => name)).toEqual(['process', 'late']);
});

test('a span outside of a handler has the job of the lines that are written there', async () => {
  await withLogContext({ job_id: 'j2' }, async () => {
    trace.getTracer('@opentelemetry/instrumentation-pg').startSpan('pg.query').end();
  });

  expect(finished()).toEqual([['pg.query', 'j2']]);
});

test('attributes that are not on the list, and the words of errors of others, leave no process', async () => {
  const span = trace.getTracer('@opentelemetry/instrumentation-pg').startSpan('pg.query', {
    attributes: {
      'db.query.text': `select ${'x'.repeat(2_000)}`,
      'db.postgresql.values': ['canary'],
      'url.full': 'https://cms/canary?token=canary',
      'url.path': '/canary',
      'url.query': 'canary',
      'client.address': 'canary',
      'user_agent.original': 'canary',
    },
  });
  span.recordException(new Error('invalid input syntax for type uuid: "canary"'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'Key (title)=(canary) already exists' });
  span.end();
  const failure = new Error('the title is canary');
  await inSpan('ours', {}, () => Promise.reject(failure)).catch(() => undefined);

  const spans = exporter.getFinishedSpans();
  const sent = spans.map(({ attributes, events, status, name }) => ({ attributes, events, status, name }));
  expect(JSON.stringify(sent)).not.toContain('canary');
  expect(String(spans[0]?.attributes['db.query.text'])).toHaveLength(1_000);
  expect(spans[0]?.events[0]?.attributes).toEqual({ 'exception.type': 'Error' });
  expect(spans[1]).toMatchObject({ status: { code: SpanStatusCode.ERROR, message: 'Error' } });
});

test('a unit of work that does not end holds no more than so many spans, and none when the process ends', async () => {
  const begun = Promise.withResolvers<void>();
  void inSpan('stream', {}, async () => {
    for (let index = 0; index < 2_001; index += 1) await inSpan('inner', {}, async () => undefined);
    begun.resolve();
    await new Promise(() => undefined);
  });
  await begun.promise;
  expect(finished()).toHaveLength(2_000);

  const sent: string[] = [];
  exporter.export = (spans, done) => {
    sent.push(...spans.map(({ name }) => name));
    done({ code: 0 });
  };
  await units.shutdown();

  expect(sent).toEqual(['inner']);
});
