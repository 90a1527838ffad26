import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

test('every documented variable reaches the services, but for those that the launcher sets or has to know', async () => {
  const documented = await readFile(join(import.meta.dirname, '../../../.env.example'), 'utf8');
  const names = [...documented.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
  const settledHere = [
    // Addresses and secrets of what it starts
    ...['AMQP_URL', 'DATABASE_URL', 'STORAGE_URL', 'PERSISTENCE_URL', 'INTERNAL_TOKEN', 'SECRET_KEYS'],
    ...['PORT', 'HEALTH_PORT'],
    // Recordings are in its folder
    ...['S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT', 'S3_REGION', 'S3_FORCE_PATH_STYLE'],
    // It reads the lines
    'LOG_FORMAT',
    // providers.ts hands them to who needs them
    ...['ASSEMBLYAI_API_KEY', 'ASSEMBLYAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'],
  ];
  const environment = Object.fromEntries(names.map((name) => [name, `given ${name}`]));

  const definitions = serviceDefinitions({
    project: '/project',
    storageFolder: '/data/storage',
    amqpUrl: 'amqp://broker',
    databases: { ingest: 'postgres://i', persistence: 'postgres://p', notification: 'postgres://n' },
    ports: { ingest: 6, persistence: 7, health },
    providers: chooseProviders(environment, 'http://stand-in'),
    secretKeys: 'k1:key',
    environment,
  });

  const reaching = new Set(definitions.flatMap(({ env }) => Object.values(env)));
  const missing = names.filter((name) => !settledHere.includes(name) && !reaching.has(`given ${name}`));
  expect(missing, 'add them to what service-definitions.ts passes on').toEqual([]);
  expect(names).toContain('BULK_IN_FLIGHT');
});
