import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  beginTracing,
  forJob,
  inSpan,
  isActiveSpan,
  markFailed,
  traceHeaders,
  withLogContext,
} from '../index.js';
import { InnerPropagator } from './inner-propagator.js';
import { WholeUnits } from './whole-units.js';

const exporter = new InMemorySpanExporter();
const units = new WholeUnits(new SimpleSpanProcessor({ exporter }));
beforeAll(() => {
  beginTracing();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [units] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new InnerPropagator());
});
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
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
    trace.getTracer('@opentelemetry/instrumentation-x').startSpan('query').end();
  });

  expect(finished()).toEqual([['query', 'j2']]);
});

test('what begins and ends a transaction is no span of its own', async () => {
  const statement = (name: string) =>
    trace.getTracer('@opentelemetry/instrumentation-pg').startSpan(name).end();
  await inSpan('process', {}, async () => {
    for (const name of ['START', 'SET', 'SELECT', 'SETTINGS', 'COMMIT']) statement(`pg.query:${name} jobs`);
    const failed = trace.getTracer('@opentelemetry/instrumentation-pg').startSpan('pg.query:COMMIT jobs');
    failed.setStatus({ code: SpanStatusCode.ERROR }).end();
  });

  expect(finished().map(([name]) => name)).toEqual([
    'pg.query:SELECT jobs',
    'pg.query:SETTINGS jobs',
    'pg.query:COMMIT jobs',
    'process',
  ]);
});

test('attributes that are not on the list, and the words of errors of others, leave no process', async () => {
  const span = trace.getTracer('@opentelemetry/instrumentation-x').startSpan('query', {
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

test('when the process holds too many spans, those of the unit that has had them for longest leave first', async () => {
  const stop = Promise.withResolvers<void>();
  const worked: Promise<void>[] = [];
  const unit = (name: string, spans: number) =>
    new Promise<void>((begun) => {
      worked.push(
        inSpan(name, {}, async () => {
          for (let index = 0; index < spans; index += 1)
            await inSpan(`in ${name}`, {}, async () => undefined);
          begun();
          await stop.promise;
        }),
      );
    });
  const names = () => [...new Set(exporter.getFinishedSpans().map(({ name }) => name))];

  for (const name of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']) await unit(name, 1_650);
  expect(names()).toEqual([]);

  await unit('last', 101);
  expect(names()).toEqual(['in first']);

  stop.resolve();
  await Promise.all(worked);
  expect(names()).toHaveLength(14);
});

test('what a handler publishes leaves with it: its parent is the span itself, not what a message says of it', async () => {
  await inSpan('process', {}, async () => {
    const { traceparent } = traceHeaders();
    expect(isActiveSpan(traceparent!)).toBe(true);
    await inSpan('inner', {}, async () => expect(isActiveSpan(traceparent!)).toBe(false));
  });
  expect(isActiveSpan(`00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`)).toBe(false);
});

test('the code of an error is told where it is plain, and its class otherwise', async () => {
  const failing = (error: unknown) => inSpan('ours', {}, async (span) => markFailed(span, error));

  await failing(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
  await failing(Object.assign(new TypeError('no'), { code: 'the title is canary' }));
  await failing(Object.assign(new RangeError('no'), { code: '23505' }));
  await failing(Object.assign(new Error('no'), { constructor: undefined, code: 'X'.repeat(100) }));
  await failing('canary');

  const sent = exporter
    .getFinishedSpans()
    .map(({ attributes, status }) => [attributes['error.type'], status.message]);
  expect(sent).toEqual(
    ['ECONNRESET', 'TypeError', 'RangeError', 'Error', 'string'].map((type) => [type, type]),
  );
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
