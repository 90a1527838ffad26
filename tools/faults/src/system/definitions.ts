/** The product as it is started here: every way between two parts leads through its proxy. */
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@meeting-intelligence/contracts';
import {
  serviceDefinitions,
  SERVICES,
  standInDefinition,
  STATEFUL,
  type ProcessDefinition,
  type StatefulService,
} from '@meeting-intelligence/local';
import { freePort } from '@meeting-intelligence/testing';
import { passwordOf, SHORT_DELAYS, WIDE_LIMITS, type Secrets } from './environment.js';
import type { Links } from './links.js';
import type { Servers } from './servers.js';

/** The project this file is part of, source or compiled. */
export const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));

type DatabaseUrls = Readonly<Record<StatefulService, string>>;

function environment() {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LOG_LEVEL: 'debug',
    ...SHORT_DELAYS,
    ...WIDE_LIMITS,
  };
}

export function standIn(port: number, dataFolder: string): ProcessDefinition {
  return standInDefinition({
    project: PROJECT,
    port,
    dataFolder,
    environment: { ...environment(), STAND_IN_MODE: 'instant' },
  });
}

export interface Surroundings {
  readonly storageFolder: string;
  readonly amqpUrl: string;
  readonly databases: DatabaseUrls;
  readonly standInUrl: string;
  readonly ports: Awaited<ReturnType<typeof choosePorts>>;
  readonly links: Links;
  readonly secrets: Secrets;
}

/** The five services. */
export function servicesBehindLinks(surroundings: Surroundings): ProcessDefinition[] {
  const { storageFolder, amqpUrl, databases, standInUrl, ports, links, secrets } = surroundings;
  const definitions = serviceDefinitions({
    project: PROJECT,
    storageFolder,
    amqpUrl,
    databases: mapValues(databases, (url, service) => links.through(`${service}-database`, url)),
    ports,
    providers: {
      standIn: true,
      offlineSpeech: false,
      transcriptionEnv: {
        ASSEMBLYAI_API_KEY: secrets.speechKey,
        ASSEMBLYAI_BASE_URL: links.through('transcription-speech', standInUrl),
      },
      analysisEnv: {
        OPENAI_API_KEY: secrets.languageKey,
        OPENAI_BASE_URL: links.through('analysis-language', `${standInUrl}/v1`),
      },
      labels: [],
    },
    secretKeys: secrets.secretKeys,
    environment: environment(),
  });
  return definitions.map(({ env, ...definition }) => {
    const name = definition.name as ServiceName;
    const { PERSISTENCE_URL: persistence } = env;
    return {
      ...definition,
      env: {
        ...env,
        AMQP_URL: links.through(`${name}-broker`, amqpUrl),
        ...(persistence && { PERSISTENCE_URL: links.through('ingest-persistence', persistence) }),
      },
    };
  });
}

export async function databaseUrls({ postgres }: Servers): Promise<Record<StatefulService, string>> {
  const entries = STATEFUL.map(
    async (name) => [name, await postgres.createDatabase(`meetings_${name}`)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<StatefulService, string>;
}

export async function choosePorts() {
  const health = SERVICES.map(async (name) => [name, await freePort('0.0.0.0')] as const);
  return {
    ingest: await freePort('0.0.0.0'),
    persistence: await freePort('0.0.0.0'),
    health: Object.fromEntries(await Promise.all(health)) as Record<ServiceName, number>,
  };
}

/** Text that must not be in any log, by what it is. */
export function hiddenTexts(
  secrets: Secrets,
  { rabbitMq, postgres }: Servers,
  definitions: readonly ProcessDefinition[],
): Map<string, string> {
  const internalToken = definitions.find(({ name }) => name === 'ingest')?.env.INTERNAL_TOKEN ?? '';
  return new Map([
    ['the key of the speech provider', secrets.speechKey],
    ['the key of the language provider', secrets.languageKey],
    ['the webhook secret', secrets.webhookSecret],
    ['the key that seals webhook secrets', secrets.secretKeys.split(':')[1] ?? ''],
    // Without what is no secret of it: its id is in every line.
    ['the API key', secrets.apiKey.slice('mi_'.length).replace(/^[^_]*_/, '')],
    ['the internal token', internalToken],
    ['the password of the broker', passwordOf(rabbitMq.amqpUrl)],
    ['the password of the database', passwordOf(postgres.url)],
  ]);
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

function mapValues<Key extends string>(
  values: Readonly<Record<Key, string>>,
  change: (value: string, key: Key) => string,
): Record<Key, string> {
  return Object.fromEntries(
    Object.entries<string>(values).map(([key, value]) => [key, change(value, key as Key)]),
  ) as Record<Key, string>;
}
