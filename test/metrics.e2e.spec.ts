import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { findProgram, OtlpReceiver } from '@meeting-intelligence/testing';
import { eventsConsumedBy, services } from '@meeting-intelligence/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const recording = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const promtool = findProgram('promtool');
const reason = promtool ? '' : ' (skipped: promtool is not installed: apt-get install prometheus)';

let collector: OtlpReceiver;
let system: RunningSystem;
/** Before the first job, and after it went through: what each service tells Prometheus. */
const atFirst = new Map<string, string>();
const scraped = new Map<string, string>();

beforeAll(async () => {
  collector = await OtlpReceiver.listen();
  system = await RunningSystem.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  for (const name of services) atFirst.set(name, (await scrape(name)).text);
  await completeAJob();
  await new Promise((resolve) => setTimeout(resolve, 12_000)); // one look of ingest at its queues
  for (const name of services) scraped.set(name, (await scrape(name)).text);
}, 240_000);
afterAll(async () => {
  await system?.stop();
  await collector?.close();
}, 90_000);

async function completeAJob(): Promise<void> {
  const id = await system.submit(shortRecording(recording, 0, 10), {}, 'short.ogg');
  expect((await system.ended(id)).status).toBe('completed');
}

test.each([
  ['ingest', 'job_critical_time_seconds_count{outcome="failed"} 0'],
  ['ingest', 'requests_rate_limited_total{code="RATE_LIMITED"} 0'],
  ['ingest', 'inbox_duplicates_total{queue="ingest.job.erased.v1"} 0'],
  [
    'transcription',
    'messages_dead_lettered_total{queue="transcription.job.submitted.v1",reason="exhausted"} 0',
  ],
  ['transcription', 'circuit_breaker_state{provider="speech provider"} 0'],
  ['analysis', 'circuit_breaker_state{provider="language provider"} 0'],
  ['persistence', 'inbox_duplicates_total{queue="persistence.transcript.created.v1"} 0'],
  ['notification', 'webhook_attempts_total{outcome="WEBHOOK_UNREACHABLE"} 0'],
  ['notification', 'worker_drain_aborted_total 0'],
])('%s has the series %s before the first job', (name, series) => {
  expect(atFirst.get(name)!.split('\n')).toContain(series);
});

test.each(services)('%s tells its build, that it is ready, and how its part of the job went', (name) => {
  const text = scraped.get(name)!;

  expect(text).toMatch(
    new RegExp(`^app_build_info\\{service="${name}",version="[^"]+",revision="[^"]+"\\} 1$`, 'm'),
  );
  expect(text).toMatch(/^service_ready 1$/m);
  expect(text).toMatch(/^worker_drain_grace_seconds [1-9]\d*$/m);
  for (const { type } of eventsConsumedBy(name)) {
    expect(text).toMatch(new RegExp(`^worker_slots\\{queue="${name}\\.${type}"\\} [1-9]\\d*$`, 'm'));
    expect(text).toMatch(new RegExp(`^worker_slots_busy\\{queue="${name}\\.${type}"\\} 0$`, 'm'));
  }
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(
    new RegExp(
      `^messaging_process_duration_seconds_count\\{messaging_destination_name="${name}\\..*outcome="ack"\\} [1-9]`,
      'm',
    ),
  );
  expect(text).toMatch(new RegExp(`^message_queue_wait_seconds_count\\{queue="${name}\\.`, 'm'));
  expect(text).toMatch(
    /^messaging_client_sent_messages_total\{messaging_destination_name="pipeline\.events:/m,
  );
});

test.each([
  ['ingest', 'jobs{state="processing"} 0'],
  ['ingest', 'job_critical_time_seconds_count{outcome="completed"} 1'],
  ['ingest', 'job_stage_duration_seconds_count{stage="transcription",outcome="ok"} 1'],
  ['ingest', 'job_stage_duration_seconds_count{stage="notification",outcome="ok"} 1'],
  ['ingest', 'queue_oldest_message_age_seconds{queue="notification.job.completed.v1"} 0'],
  ['ingest', 'queue_consumers{queue="transcription.job.submitted.v1"} 2'],
  [
    'ingest',
    'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/v1/jobs",http_response_status_code="202"} 1',
  ],
  ['ingest', 'outbox_pending 0'],
  [
    'transcription',
    'provider_request_duration_seconds_count{provider="assemblyai",operation="submit",outcome="ok"} 1',
  ],
  ['transcription', 'circuit_breaker_state{provider="speech provider"} 0'],
  ['analysis', 'circuit_breaker_state{provider="language provider"} 0'],
  ['persistence', 'outbox_oldest_age_seconds 0'],
  ['notification', 'webhook_attempts_total{outcome="ok"} 1'],
])('%s has the series %s', (name, series) => {
  expect(scraped.get(name)!.split('\n')).toContain(series);
});

test.each(services)('no label of %s has a value that could be another for each job', (name) => {
  const values = [...scraped.get(name)!.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  const unbounded = values.filter(
    ([, label, value = '']) =>
      label !== 'revision' &&
      (/[0-9a-f]{8}-[0-9a-f]{4}|https?:|@|\.\.\.|\s{2}|\d{6}/.test(value) || value.length > 80),
  );

  expect(values.length).toBeGreaterThan(100);
  expect(unbounded.map(([pair]) => pair)).toEqual([]);
  // A route is a template, and there are fewer series than one page of a log.
  expect(seriesOf(name)).toBeLessThan(3_000);
});

test.skipIf(!promtool).each(services)(
  `promtool finds no fault in the metrics of %s${reason}`,
  async (name) => {
    expect(await check(scraped.get(name)!)).toBe('');
  },
);

test('another job adds no series: what differs from job to job is in no label', async () => {
  await completeAJob();
  await new Promise((resolve) => setTimeout(resolve, 2_100)); // not the rendering before

  for (const name of services) {
    const before = new Set(namesIn(scraped.get(name)!));
    expect(namesIn((await scrape(name)).text).filter((series) => !before.has(series))).toEqual([]);
  }
}, 120_000);

test('a bucket of each service names the trace of a job that was exported', async () => {
  const rows = await Promise.all(
    services.map(async (name) => {
      const { text } = await scrape(name, 'application/openmetrics-text;version=1.0.0');
      const found = text.matchAll(/^messaging_process_duration_seconds_bucket.* # \{trace_id="(\w{32})"/gm);
      return { name, traces: new Set([...found].map(([, trace]) => trace!)) };
    }),
  );

  const exported = new Set(collector.spans.map(({ traceId }) => traceId));
  for (const { name, traces } of rows) {
    expect(traces.size, name).toBeGreaterThan(0);
    expect([...traces].filter((trace) => !exported.has(trace))).toEqual([]);
  }
});

test('a scrape is quick and small, and in OpenMetrics where that is asked for', async () => {
  const rows = [];
  for (const name of services) {
    await new Promise((resolve) => setTimeout(resolve, 2_100)); // not the one before
    const startedAt = performance.now();
    const { text, contentType } = await scrape(name, 'application/openmetrics-text;version=1.0.0');
    rows.push({
      name,
      ms: Math.round(performance.now() - startedAt),
      bytes: text.length,
      series: seriesOf(name),
    });
    expect(contentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(text.endsWith('\n# EOF\n')).toBe(true);
  }
  console.table(rows);

  expect(Math.max(...rows.map(({ ms }) => ms))).toBeLessThan(500);
  expect(Math.max(...rows.map(({ bytes }) => bytes))).toBeLessThan(500_000);
}, 30_000);

async function scrape(name: string, accept = 'text/plain') {
  const response = await fetch(`${system.report.health[name]}/metrics`, { headers: { accept } });
  expect(response.status).toBe(200);
  return { text: await response.text(), contentType: response.headers.get('content-type') };
}

/**
 * Of ours alone, without the delay queues: a job may be looked at sooner or later than the one before. Which kinds of garbage and
 * handles Node tells of differs too.
 */
function namesIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => /^(?!nodejs_|process_)\w/.test(line));
  return lines.map((line) => line.replace(/ \S+$/, '')).filter((series) => !/\.(retry|defer)\./.test(series));
}

function seriesOf(name: string): number {
  return scraped
    .get(name)!
    .split('\n')
    .filter((line) => line && !line.startsWith('#')).length;
}

/** What promtool has to say; nothing where all is well. */
function check(text: string): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(promtool!, ['check', 'metrics'], (error, stdout, stderr) =>
      resolve(`${error ? `status ${error.code}\n` : ''}${stdout}${stderr}`),
    );
    child.stdin?.end(text);
  });
}
