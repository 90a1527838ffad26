/** JSON is YAML: what both programs read. Ports are our own, as theirs may be taken by another Jaeger. */

const MAX_TRACES = 50_000;
const quiet = { metrics: { level: 'none' } };

const receivers = (port: number) => ({ otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } });

/** Jaeger 2 with everything in one process and traces in memory. */
export function jaegerConfiguration(otlpPort: number, uiPort: number): string {
  return json({
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: {
        traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] },
      },
      telemetry: quiet,
    },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: MAX_TRACES } } } },
      jaeger_query: {
        storage: { traces: 'memory' },
        http: { endpoint: `127.0.0.1:${uiPort}` },
        grpc: { endpoint: '127.0.0.1:0' },
      },
    },
    receivers: receivers(otlpPort),
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  });
}

/** A collector that passes traces on to `next`, or counts them in its log where there is none. */
export function collectorConfiguration(otlpPort: number, next: string | null): string {
  const exporters = next === null ? { debug: {} } : { otlphttp: { endpoint: next } };
  return json({
    receivers: receivers(otlpPort),
    processors: { batch: {} },
    exporters,
    service: {
      pipelines: {
        traces: { receivers: ['otlp'], processors: ['batch'], exporters: Object.keys(exporters) },
      },
      telemetry: quiet,
    },
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
