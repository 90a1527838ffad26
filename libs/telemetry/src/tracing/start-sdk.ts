import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { serviceInstanceIdDetector } from '@opentelemetry/resources';
import { startNodeSdk } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { createLogger } from '../logger.js';
import type { Telemetry } from '../telemetry.js';
import { complaints } from './complaints.js';
import { InnerPropagator } from './inner-propagator.js';
import { createInstrumentations } from './instrumentations.js';
import { createExporter } from './otlp-exporter.js';
import { WholeUnits } from './whole-units.js';

/** Spans leave once a second: what a process that is killed takes with it is small. */
const scheduleDelayMs = 1_000;
const longestFlushMs = 5_000;
/** A burst is kept rather than torn. */
const maxQueueSize = 16_384;

/** Traces only. Sampler, span limits and resource attributes are those of the standard variables. */
export async function startSdk(
  service: { readonly name: string; readonly version: string },
  environment: NodeJS.ProcessEnv,
): Promise<Telemetry> {
  const batches = new BatchSpanProcessor({
    exporter: await createExporter(environment),
    scheduledDelayMillis: numberIn(environment.OTEL_BSP_SCHEDULE_DELAY) ?? scheduleDelayMs,
    maxQueueSize: numberIn(environment.OTEL_BSP_MAX_QUEUE_SIZE) ?? maxQueueSize,
    maxExportBatchSize: numberIn(environment.OTEL_BSP_MAX_EXPORT_BATCH_SIZE),
    exportTimeoutMillis: numberIn(environment.OTEL_BSP_EXPORT_TIMEOUT),
  });
  const sdk = startNodeSdk({
    // Of the process and its host, nothing: command lines and account names are nobody's business.
    resourceDetectors: [serviceInstanceIdDetector],
    resourceAttributes: {
      'service.name': service.name,
      'service.version': service.version,
      'deployment.environment.name': environment.DEPLOYMENT_ENVIRONMENT || 'development',
      'host.name': environment.POD_NAME || hostname(),
    },
    propagators: [new InnerPropagator()],
    spanProcessors: [new WholeUnits(batches)],
    instrumentations: createInstrumentations(),
    metricReaders: [],
    logRecordProcessors: [],
  });
  // The SDK would write to the console, once for every batch that a collector does not take.
  diag.setLogger(complaints(createLogger(service)), {
    logLevel: DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  // The process does not wait longer for a collector that does not answer.
  const shutdown = () => Promise.race([sdk.shutdown(), sleep(longestFlushMs, undefined, { ref: false })]);
  return { shutdown };
}

function numberIn(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && value >= 0 ? value : undefined;
}
