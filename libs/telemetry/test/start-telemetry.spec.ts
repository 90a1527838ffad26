import { execFile } from 'node:child_process';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { autoTeardown, OtlpReceiver } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';

const main = join(import.meta.dirname, 'traced-process.mjs');
const teardown = autoTeardown(afterEach);

interface Report {
  readonly faults: readonly string[];
  /** Modules of the SDK, the exporters and the instrumentations in the process. */
  readonly loaded: readonly string[];
  readonly isHttpPatched: boolean;
  /** What it logged. */
  readonly lines: readonly Record<string, unknown>[];
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
  expect(await run(environment)).toEqual({ faults: [], loaded: [], isHttpPatched: false, lines: [] });
});

test('the SDK is there before what it traces is, and sends what was done as protobuf', async () => {
  const collector = teardown.use(await OtlpReceiver.listen());

  const { loaded, isHttpPatched } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

  expect(isHttpPatched).toBe(true);
  expect(loaded).toContain('@opentelemetry/sdk-node');
  expect(collector.spans).toMatchObject([
    { name: 'work', kind: 'INTERNAL', service: 'probe', attributes: { job_id: 'j1' }, isFailed: false },
  ]);
});

test('OTLP goes as JSON where that is asked for', async () => {
  const bodies: { resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[] }[] = [];
  const url = await collectorThat((request, response) => {
    void json(request).then((body) => {
      bodies.push(body as (typeof bodies)[number]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });

  expect(bodies[0]?.resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name)).toEqual(['work']);
});

test.each([400, 401, 413])(
  'a collector that answers %i does not keep a process from ending well',
  async (status) => {
    const url = await collectorThat((_, response) => response.writeHead(status).end());

    const { lines } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: url });

    expect(lines).toMatchObject([
      {
        level: 'error',
        service: 'probe',
        component: 'opentelemetry',
        reason: expect.stringMatching(
          new RegExp(`^the last spans were not taken: OTLPExporterError ${status} `),
        ),
      },
    ]);
  },
);

test('what cannot be used is a fault, and nothing of the SDK is loaded', async () => {
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toEqual({
    faults: ['OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL that begins with http:// or https://'],
    loaded: [],
    isHttpPatched: false,
    lines: [],
  });
});

test('a sampler of the standard variables is obeyed', async () => {
  const collector = teardown.use(await OtlpReceiver.listen());

  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_off' });

  expect(collector.spans).toEqual([]);
});

async function collectorThat(answer: RequestListener): Promise<string> {
  const server = createHttpServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  teardown.add('collector', () => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

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
