import { expect, test } from 'vitest';
import { chooseProviders } from './providers.js';
import { serviceDefinitions } from './service-definitions.js';

const health = { ingest: 1, transcription: 2, analysis: 3, persistence: 4, notification: 5 };

test('ingest and notification have the same key ring, and nobody else has it', () => {
  const definitions = serviceDefinitions({
    project: '/project',
    storageFolder: '/data/storage',
    amqpUrl: 'amqp://broker',
    databases: { ingest: 'postgres://i', persistence: 'postgres://p', notification: 'postgres://n' },
    ports: { ingest: 6, persistence: 7, health },
    providers: chooseProviders({}, 'http://stand-in'),
    secretKeys: 'k1:key',
    environment: { SECRET_KEYS: 'of somebody else' },
  });

  const rings = definitions.map(({ name, env }) => [name, env.SECRET_KEYS]);
  expect(Object.fromEntries(rings)).toEqual({
    ingest: 'k1:key',
    notification: 'k1:key',
    transcription: undefined,
    analysis: undefined,
    persistence: undefined,
  });
});

test('the gateway keeps little of the disk free and of memory busy, unless it is told otherwise, and is told its limits', () => {
  const ingestOf = (environment: Record<string, string>) =>
    serviceDefinitions({
      project: '/project',
      storageFolder: '/data/storage',
      amqpUrl: 'amqp://broker',
      databases: { ingest: 'postgres://i', persistence: 'postgres://p', notification: 'postgres://n' },
      ports: { ingest: 6, persistence: 7, health },
      providers: chooseProviders({}, 'http://stand-in'),
      secretKeys: 'k1:key',
      environment,
    }).find(({ name }) => name === 'ingest')?.env;
  const limits = { RATE_LIMIT_READS_PER_MINUTE: '7', MAX_UPLOADS_PER_KEY: '3', CORS_ORIGINS: '*' };

  expect(ingestOf({})).toMatchObject({
    MIN_FREE_BYTES: '268435456',
    NODE_OPTIONS: '--max-semi-space-size=1',
  });
  expect(ingestOf({ NODE_OPTIONS: '--max-semi-space-size=16' })?.NODE_OPTIONS).toMatch(
    / --max-semi-space-size=16$/,
  );
  expect(ingestOf({ MIN_FREE_BYTES: '0', ...limits })).toMatchObject({ MIN_FREE_BYTES: '0', ...limits });
});
