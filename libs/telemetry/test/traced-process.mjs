/** Starts telemetry as `main.ts` of a service does, and tells what is in the process then. */
import { registerHooks } from 'node:module';

const files = [];
registerHooks({
  load(url, context, next) {
    files.push(url);
    return next(url, context);
  },
});

const { createLogger, forJob, inSpan, startTelemetry } = await import('@meeting-intelligence/telemetry');
const telemetry = await startTelemetry('probe', '1.2.3');
const lines = [];
const write = (line) => void lines.push(JSON.parse(line));
telemetry.logTo(createLogger({ name: 'probe', version: '1.2.3' }, 'info', { write }));
const { default: http } = await import('node:http');
await forJob('j1', () => inSpan('work', {}, async () => undefined));
await telemetry.shutdown();

const ofTelemetry =
  /node_modules\/(@opentelemetry\/(?:sdk|exporter|instrumentation|otlp)[^/]*|import-in-the-middle|pino-pretty)/;
const loaded = [...new Set(files.map((file) => ofTelemetry.exec(file)?.[1]).filter(Boolean))];
process.stdout.write(
  `${JSON.stringify({
    faults: telemetry.faults,
    loaded,
    isHttpPatched: '__wrapped' in http.request,
    lines,
  })}\n`,
);
process.exit(0);
