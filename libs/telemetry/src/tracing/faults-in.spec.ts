import { expect, test } from 'vitest';
import { faultsIn } from './faults-in.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

test.each<[string, Record<string, string>]>([
  ['an endpoint alone', endpoint],
  ['one for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://me:secret@collector/v1/traces' }],
  ['gRPC', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  [
    'gRPC without a scheme',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  ],
  [
    'JSON for traces',
    { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'x', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
  ],
  ['a ratio', { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }],
])('%s is fine', (_, environment) => {
  expect(faultsIn(environment)).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://me:secret@collector' }],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '/v1/traces' }],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' }],
  ['OTEL_TRACES_SAMPLER', { ...endpoint, OTEL_TRACES_SAMPLER: 'sometimes' }],
  [
    'OTEL_TRACES_SAMPLER_ARG',
    { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
  ],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', { ...endpoint, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '0' }],
  ['OTEL_CONFIG_FILE', { ...endpoint, OTEL_CONFIG_FILE: 'otel.yaml' }],
])('%s is a fault where it cannot be used, and its value is not told: %j', (name, environment) => {
  const faults = faultsIn(environment);

  expect(faults.map((fault) => fault.split(':')[0])).toEqual([name]);
  expect(faults.join()).not.toContain('secret');
});

test('all faults are told at once', () => {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'x',
    OTEL_TRACES_SAMPLER: 'x',
  };

  expect(faultsIn(environment)).toHaveLength(3);
});
