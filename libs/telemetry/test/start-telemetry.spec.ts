import { execFile } from 'node:child_process';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { autoTeardown, OtlpReceiver } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';

const main = join(import.meta.dirname, 'traced-process.mjs');
const teardown = autoTeardown(afterEach);

interface Report {
  /** Modules of the SDK, the exporters and the instrumentations in the process. */
  readonly loaded: readonly string[];
  readonly isPgPatched: boolean;
}

/** A process that starts telemetry as the services do, does one thing, and ends. */
async function run(environment: Record<string, string>): Promise<Report> {
  const { stdout } = await promisify(execFile)(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...environment },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
}

test.each([
  ['nobody to send to', {}],
  ['the SDK disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }],
  ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' }],
])('with %s nothing of the SDK is loaded', async (_, environment) => {
  expect(await run(environment)).toEqual({ loaded: [], isPgPatched: false });
});

test('the SDK is there before pg is, and sends what was done as protobuf', async () => {
  const collector = teardown.use(await OtlpReceiver.listen());

  const { loaded, isPgPatched } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

  expect(isPgPatched).toBe(true);
  expect(loaded).toContain('@opentelemetry/sdk-node');
  expect(collector.spans).toMatchObject([
    { name: 'work', kind: 'INTERNAL', service: 'probe', attributes: { job_id: 'j1' }, isFailed: false },
  ]);
});

test('a sampler of the standard variables is obeyed', async () => {
  const collector = teardown.use(await OtlpReceiver.listen());

  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_off' });

  expect(collector.spans).toEqual([]);
});

test('OTLP goes over gRPC where that is asked for', async () => {
  const paths: string[] = [];
  const server = createServer();
  server.on('stream', (stream, headers) => {
    paths.push(String(headers[':path']));
    stream.resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  teardown.add('gRPC server', () => server.close());
  const { port } = server.address() as AddressInfo;

  await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  });

  expect(paths).toEqual(['/opentelemetry.proto.collector.trace.v1.TraceService/Export']);
});

test('a collector that is not there delays the end of a process by no more than five seconds', async () => {
  const startedAt = performance.now();

  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });

  expect(performance.now() - startedAt).toBeLessThan(12_000);
});
