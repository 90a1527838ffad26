import { context, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  declarations,
  forgetRendering,
  metrics,
  refreshBeforeScrape,
  registry,
  resumeRecording,
  Sampled,
  scrape,
  stopRecording,
} from './index.js';
import { WindowedMax } from './windowed-max.js';

const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5';

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
beforeEach(() => {
  registry.resetMetrics();
  forgetRendering();
});
afterEach(() => resumeRecording());

const queue = 'transcription.job.submitted.v1';

test('counts and measures by label; a label that is not given is not there', async () => {
  metrics.messageRetries.add({ queue, error_type: 'HANDLER_TIMEOUT' });
  metrics.messageRetries.add({ queue, error_type: 'HANDLER_TIMEOUT' });
  metrics.processDuration.observe(
    { messaging_destination_name: queue, outcome: 'ack', error_type: undefined },
    2,
  );

  const { body } = await scrape();

  expect(body).toContain(`message_retries_total{queue="${queue}",error_type="HANDLER_TIMEOUT"} 2\n`);
  expect(body).toContain(
    `messaging_process_duration_seconds_count{messaging_destination_name="${queue}",outcome="ack"} 1`,
  );
  expect(body).toContain(`messaging_process_duration_max_seconds{messaging_destination_name="${queue}"} 2\n`);
});

test('a counter has the same name in both formats, which differ in the line that names its type', async () => {
  metrics.queueLooks.add({ outcome: 'ok' });

  const text = await scrape('text/plain');
  const open = await scrape(openMetrics);

  expect(text.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text.body).toContain('# TYPE queue_looks_total counter\nqueue_looks_total{outcome="ok"} 1\n');
  expect(text.body).not.toContain('# EOF');
  expect(open.contentType).toMatch(/^application\/openmetrics-text/);
  expect(open.body).toContain('# TYPE queue_looks counter\nqueue_looks_total{outcome="ok"} 1\n');
  expect(open.body.endsWith('\n# EOF\n')).toBe(true);
});

test('a bucket names the trace of its last value, in OpenMetrics alone', async () => {
  await observeUnder({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED });

  const open = await scrape(openMetrics);

  expect(open.body).toMatch(
    /message_queue_wait_seconds_bucket\{le="1".*\} 1 # \{trace_id="a{32}",span_id="b{16}"\} 0\.7 \d+/,
  );
  expect((await scrape()).body).not.toContain('trace_id');
});

test.each([
  ['no span', undefined],
  [
    'a span that is not sampled',
    { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE },
  ],
])('has no exemplar with %s', async (_, spanContext) => {
  await observeUnder(spanContext);

  expect((await scrape(openMetrics)).body).not.toContain('trace_id');
});

test('adds up the sources of a gauge, and has no series where nobody knows', async () => {
  const ends = [metrics.httpActive.from(() => 2), metrics.httpActive.from(() => 3)];
  const silent = metrics.bulkWaiting.from(() => []);

  const { body } = await scrape();
  for (const end of [...ends, silent]) end();
  forgetRendering();
  const after = await scrape();

  expect(body).toContain('\nhttp_server_active_requests 5\n');
  expect(body).not.toMatch(/^bulk_lane_waiting_jobs /m);
  expect(after.body).not.toMatch(/^http_server_active_requests /m);
});

test('scrapers that come within two seconds share one rendering', async () => {
  let rendered = 0;
  const end = metrics.httpActive.from(() => (rendered += 1));

  await Promise.all([scrape(), scrape(openMetrics), scrape()]);
  end();

  expect(rendered).toBe(1);
});

test('a database that does not answer makes a scrape a second longer, and its series absent', async () => {
  const hanging = new Sampled<number>(() => new Promise(() => undefined), { timeoutMs: 50 });
  const ends = [refreshBeforeScrape(hanging), metrics.outboxPending.from(() => hanging.current ?? [])];
  const startedAt = performance.now();

  const { body } = await scrape();
  for (const end of ends) end();

  expect(performance.now() - startedAt).toBeLessThan(500);
  expect(body).not.toMatch(/^outbox_pending /m);
});

test('asks once at a time and no more often than it is told, and forgets what it knew when asking fails', async () => {
  let asked = 0;
  let isAway = false;
  const sampled = new Sampled(
    async () => {
      asked += 1;
      if (isAway) throw new Error('away');
      return asked;
    },
    { everyMs: 20 },
  );

  await Promise.all([sampled.refresh(), sampled.refresh()]);
  await sampled.refresh();
  expect([asked, sampled.current]).toEqual([1, 1]);

  isAway = true;
  await vi.waitFor(async () => {
    await sampled.refresh();
    expect(sampled.current).toBeUndefined();
  });
});

test('the longest of five minutes goes with its minute', () => {
  let now = 0;
  const longest = new WindowedMax(() => now);
  longest.note({ queue }, 9);
  now = 60_000;
  longest.note({ queue }, 4);
  longest.note({ queue }, 3);
  now = 4 * 60_000 + 59_000;
  expect(longest.readings()).toEqual([{ labels: { queue }, value: 9 }]);

  now = 5 * 60_000;
  expect(longest.readings()).toEqual([{ labels: { queue }, value: 4 }]);

  now = 6 * 60_000;
  expect(longest.readings()).toEqual([]);
});

test('what is initialised is there at zero, for every combination, and keeps what was counted before', async () => {
  metrics.deadLetters.add({ queue, reason: 'poison' });
  metrics.jobStageDuration.observe({ stage: 'analysis', outcome: 'ok' }, 7);

  metrics.deadLetters.initialise({ queue: [queue, 'another'], reason: ['poison', 'permanent'] });
  metrics.jobStageDuration.initialise({ stage: ['analysis'], outcome: ['ok', 'failed'] });

  const told = (await scrape()).body
    .split('\n')
    .filter((line) => /^(messages_dead|job_stage).*(total|count|max_seconds)\{/.test(line));
  expect(told).toEqual([
    `messages_dead_lettered_total{queue="${queue}",reason="poison"} 1`,
    `messages_dead_lettered_total{queue="${queue}",reason="permanent"} 0`,
    'messages_dead_lettered_total{queue="another",reason="poison"} 0',
    'messages_dead_lettered_total{queue="another",reason="permanent"} 0',
    'job_stage_duration_seconds_count{stage="analysis",outcome="ok"} 1',
    'job_stage_duration_seconds_count{stage="analysis",outcome="failed"} 0',
    'job_stage_duration_max_seconds{stage="analysis"} 7',
  ]);
});

test('records nothing when it is turned off', async () => {
  stopRecording();
  metrics.queueLooks.add({ outcome: 'ok' });
  metrics.queueWait.observe({ queue }, 1);
  metrics.queueLooks.initialise({ outcome: ['failed'] });
  metrics.queueWait.initialise({ queue: [queue] });

  const { body } = await scrape();

  expect(body).not.toContain('queue_looks_total{');
  expect(body).not.toContain('message_queue_wait_seconds_count{');
});

test('every name says its unit, and no label could hold an id', () => {
  for (const { name, type, labels } of declarations) {
    if (type === 'counter') expect(name).toMatch(/_total$/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(Object.keys(labels).filter((label) => /(^|_)(id|job|owner|path|url)($|_)/.test(label))).toEqual(
      [],
    );
  }
  expect(new Set(declarations.map(({ name }) => name)).size).toBe(declarations.length);
});

async function observeUnder(spanContext: Parameters<typeof trace.wrapSpanContext>[0] | undefined) {
  const active = spanContext
    ? trace.setSpan(context.active(), trace.wrapSpanContext(spanContext))
    : context.active();
  await context.with(active, async () => metrics.queueWait.observe({ queue }, 0.7));
}
