import type { Telemetry } from './telemetry.js';

const absent: Telemetry = { faults: [], logTo: () => {}, shutdown: async () => {} };

/**
 * Starts the OpenTelemetry SDK if the standard variables name a receiver, and loads nothing otherwise. Call it before
 * anything else is imported: instrumentations can only patch modules that are not loaded yet.
 */
export async function startTelemetry(
  serviceName: string,
  serviceVersion: string,
  environment = process.env,
): Promise<Telemetry> {
  if (!isWanted(environment)) return absent;
  const { faultsIn } = await import('./tracing/faults-in.js');
  const faults = faultsIn(environment);
  if (faults.length > 0) return { ...absent, faults };
  const { startSdk } = await import('./tracing/start-sdk.js');
  return startSdk({ name: serviceName, version: serviceVersion }, environment);
}

function isWanted(environment: NodeJS.ProcessEnv): boolean {
  if (environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false;
  if (environment.OTEL_TRACES_EXPORTER?.trim() === 'none') return false;
  return Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT || environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}
