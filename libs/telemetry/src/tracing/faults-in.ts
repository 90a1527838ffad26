import { protocolIn, protocols } from './otlp-exporter.js';

const samplers = [
  ...['always_on', 'always_off', 'parentbased_always_on', 'parentbased_always_off'],
  ...['traceidratio', 'parentbased_traceidratio'],
];
const counts = [
  'OTEL_BSP_SCHEDULE_DELAY',
  'OTEL_BSP_MAX_QUEUE_SIZE',
  'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
  'OTEL_BSP_EXPORT_TIMEOUT',
];

/**
 * What is wrong with the variables of OpenTelemetry, as other faults of the environment are told: without their values, as an
 * address may hold a password. The SDK itself would go on without traces, or with others than were asked for.
 */
export function faultsIn(environment: NodeJS.ProcessEnv): string[] {
  return [
    ...protocolFaults(environment),
    ...endpointFaults(environment),
    ...samplerFaults(environment),
    ...counts.flatMap((name) =>
      environment[name] && !/^[1-9]\d*$/.test(environment[name])
        ? [`${name}: expected a whole number from 1`]
        : [],
    ),
    // It would take the place of our own exporter, and of what keeps secrets out of it.
    ...(environment.OTEL_CONFIG_FILE ? ['OTEL_CONFIG_FILE: not supported, use the single variables'] : []),
  ];
}

function protocolFaults(environment: NodeJS.ProcessEnv): string[] {
  if (protocolIn(environment)) return [];
  return [`${named(environment, 'PROTOCOL')}: expected one of ${protocols.join(', ')}`];
}

function endpointFaults(environment: NodeJS.ProcessEnv): string[] {
  const name = named(environment, 'ENDPOINT');
  const given = environment[name]?.trim() ?? '';
  // gRPC also takes what is no URL: collector:4317, unix:/run/collector.
  if (protocolIn(environment) === 'grpc' && !given.includes('://')) return [];
  const isUrl = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol);
  return isUrl ? [] : [`${name}: expected a URL that begins with http:// or https://`];
}

function samplerFaults(environment: NodeJS.ProcessEnv): string[] {
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio } = environment;
  if (!sampler) return [];
  if (!samplers.includes(sampler)) return [`OTEL_TRACES_SAMPLER: expected one of ${samplers.join(', ')}`];
  const isRatio = ratio !== undefined && /^(0|1|0?\.\d+|1\.0+)$/.test(ratio);
  return sampler.endsWith('traceidratio') && !isRatio
    ? ['OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1']
    : [];
}

/** Of the variable for everything and the one for traces, the one that counts. */
function named(environment: NodeJS.ProcessEnv, what: 'PROTOCOL' | 'ENDPOINT'): string {
  const ofTraces = `OTEL_EXPORTER_OTLP_TRACES_${what}`;
  return environment[ofTraces] ? ofTraces : `OTEL_EXPORTER_OTLP_${what}`;
}
