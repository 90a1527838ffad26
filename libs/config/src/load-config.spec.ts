import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, describeConfig, durationMs, field, loadConfig, port, secret } from './index.js';

const fields = {
  PORT: port('where to listen', 8080),
  DATABASE_URL: field(z.url({ protocol: /^postgres(ql)?$/ }), 'the database of this service'),
  API_KEY: secret('key of the provider', 16),
  TIMEOUT_MS: durationMs('how long to wait', 30_000, { min: 100 }),
};
const good = { DATABASE_URL: 'postgres://localhost/x', API_KEY: 'k'.repeat(16) };

test('fills defaults, parses numbers and freezes the result', () => {
  const config = loadConfig(fields, good);

  expect(config).toEqual({ ...good, PORT: 8080, TIMEOUT_MS: 30_000 });
  expect(Object.isFrozen(config)).toBe(true);
});

test('lists every fault at once and never prints a value', () => {
  const environment = {
    PORT: '70000',
    DATABASE_URL: 'mysql://root:hunter2@x/y',
    API_KEY: 'short-key',
    TIMEOUT_MS: '30s',
  };

  const error = faultsOf(environment);

  expect(error.faults.map((fault) => fault.split(/[: ]/)[0])).toEqual([
    'PORT',
    'DATABASE_URL',
    'API_KEY',
    'TIMEOUT_MS',
  ]);
  expect(error.message).not.toMatch(/hunter2|short-key/);
  expect(error.exitCode).toBe(78);
});

test('treats an empty value as a missing one', () => {
  expect(faultsOf({ ...good, API_KEY: '' }).faults).toEqual(['API_KEY is missing: key of the provider']);
  expect(loadConfig(fields, { ...good, PORT: '' }).PORT).toBe(8080);
});

test('describes fields without their schemas', () => {
  expect(describeConfig(fields)[2]).toEqual({
    name: 'API_KEY',
    description: 'key of the provider',
    secret: true,
    required: true,
  });
});

function faultsOf(environment: Record<string, string>): ConfigError {
  try {
    loadConfig(fields, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
}
