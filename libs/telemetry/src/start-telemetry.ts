export interface Telemetry {
  /** Exports what is left; bounded by the exporter's own timeout (OTEL_EXPORTER_OTLP_TIMEOUT). */
  shutdown(): Promise<void>;
}

/**
 * Starts the OpenTelemetry SDK if the standard variables name a receiver, and loads nothing otherwise. Call it before
 * anything else is imported: instrumentations can only patch modules that are not loaded yet.
 */
export async function startTelemetry(
  serviceName: string,
  serviceVersion: string,
  environment = process.env,
): Promise<Telemetry> {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT && !environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
    return { shutdown: async () => {} };
  }
  const { startNodeSdk } = await import('@opentelemetry/sdk-node');
  return startNodeSdk({
    resourceAttributes: { 'service.name': serviceName, 'service.version': serviceVersion },
    metricReaders: [],
    logRecordProcessors: [],
  });
}
