import type { SpanExporter } from '@opentelemetry/sdk-trace';

export const protocols = ['http/protobuf', 'http/json', 'grpc'] as const;

/** As the standard variables say; undefined for one that there is not. */
export function protocolIn(environment: NodeJS.ProcessEnv): (typeof protocols)[number] | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, OTEL_EXPORTER_OTLP_PROTOCOL } = environment;
  const given = (OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || OTEL_EXPORTER_OTLP_PROTOCOL)?.trim();
  return given ? protocols.find((protocol) => protocol === given) : 'http/protobuf';
}

/** Addresses, headers and timeouts the exporters read themselves. */
export async function createExporter(environment: NodeJS.ProcessEnv): Promise<SpanExporter> {
  switch (protocolIn(environment)) {
    case 'grpc':
      return new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter();
    case 'http/json':
      return new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter();
    default:
      return new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter();
  }
}
