import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { serviceInstanceIdDetector } from '@opentelemetry/resources';
import { startNodeSdk } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.js';
import type { Telemetry } from '../telemetry.js';
import { beginTracing } from '../tracing-state.js';
import { complaintsTo, diagLoggerOf } from './complaints.js';
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
    // On the console, until somebody says where else: that it cannot start must not go unnoticed.
    logLevel: 'ERROR',
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
  beginTracing();
  return { faults: [], logTo: listenToSdk, shutdown: () => flushed(sdk) };
}

function listenToSdk(logger: Logger): void {
  const complain = complaintsTo(logger);
  diag.setLogger(diagLoggerOf(complain), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  setGlobalErrorHandler((error) => complain('error', error));
}

/** The process does not wait longer for a collector that does not answer. */
async function flushed(sdk: Pick<Telemetry, 'shutdown'>): Promise<void> {
  const done = sdk.shutdown().catch((error: unknown) => diag.error('the last spans were not taken:', error));
  await Promise.race([done, sleep(longestFlushMs, undefined, { ref: false })]);
}

function numberIn(text: string | undefined): number | undefined {
  return text ? Number(text) : undefined;
}
