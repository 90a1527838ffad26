/** Starts telemetry as `main.ts` of a service does, and tells what is in the process then. */
import { registerHooks } from 'node:module';

const files = [];
registerHooks({
  load(url, context, next) {
    files.push(url);
    return next(url, context);
  },
});

const { forJob, inSpan, startTelemetry } = await import('@meeting-intelligence/telemetry');
const telemetry = await startTelemetry('probe', '1.2.3');
const { default: pg } = await import('pg');
await forJob('j1', () => inSpan('work', {}, async () => undefined));
await telemetry.shutdown();

const ofTelemetry =
  /node_modules\/(@opentelemetry\/(?:sdk|exporter|instrumentation|otlp)[^/]*|import-in-the-middle|pino-pretty)/;
const loaded = [...new Set(files.map((file) => ofTelemetry.exec(file)?.[1]).filter(Boolean))];
process.stdout.write(
  `${JSON.stringify({ loaded, isPgPatched: '__wrapped' in pg.Client.prototype.query })}\n`,
);
process.exit(0);
