import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { services, type ServiceName } from '@meeting-intelligence/contracts';
import { gitRevision } from './git-revision.js';
import type { ProcessDefinition } from './managed-process.js';
import type { Providers } from './providers.js';

/** In the order to start them: the door to the public last. */
export const SERVICES = services.toReversed();
export const STATEFUL = ['ingest', 'persistence', 'notification'] as const;
export type StatefulService = (typeof STATEFUL)[number];

export interface ServiceSettings {
  /** Root of the project. */
  readonly project: string;
  /** Recordings and artifacts, shared by all services. */
  readonly storageFolder: string;
  readonly amqpUrl: string;
  readonly databases: Readonly<Record<StatefulService, string>>;
  readonly ports: {
    readonly ingest: number;
    readonly persistence: number;
    readonly health: Readonly<Record<ServiceName, number>>;
  };
  readonly providers: Providers;
  /** The key ring of ingest and notification. */
  readonly secretKeys: string;
  /** The launcher's own environment: PATH, LOG_LEVEL and telemetry settings are passed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

// A service sees what it needs and nothing else: a variable meant for another service must not change it. Documented ones
// (.env.example) are here, unless they are set by the launcher, which also reads what the services log.
const OF_THE_PLATFORM =
  'PATH|HOME|TMPDIR|TZ|LANG|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|OTEL_.*|POD_NAME|DEPLOYMENT_ENVIRONMENT';
const OF_EVERY_SERVICE = 'LOG_LEVEL|METRICS|GIT_REVISION|CONCURRENCY|QUEUE_PREFIX|TERMINATION_NOTICE_FILE';
const OF_ONE_SERVICE = [
  'CORS_ORIGINS|HSTS_MAX_AGE_SECONDS|RATE_LIMIT_.*|MAX_[A-Z_]+',
  'FFMPEG_PATH|PROBE_CONCURRENCY|BULK_IN_FLIGHT|ASSEMBLYAI_SPEECH_MODELS|BREAKER_FAILURES|ANALYSIS_MAX_CHARS',
].join('|');
const PASSED_ON = new RegExp(
  `^(${OF_THE_PLATFORM}|${OF_EVERY_SERVICE}|${OF_ONE_SERVICE}|[A-Z_]+_(MS|BYTES))$`,
);

/**
 * Of the gateway. The pieces of a body are garbage as soon as they are stored, and are outside the heap: V8 collects them
 * when its young generation is full of the few objects around them, by default after 64 MiB of pieces, here after 16.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/** Every service with its environment, in the order of `SERVICES`. */
export function serviceDefinitions(settings: ServiceSettings): ProcessDefinition[] {
  const { project, ports, databases, providers, secretKeys } = settings;
  const internalToken = randomBytes(24).toString('hex');
  // Here all is one machine, and so is the CMS whoever tries it has.
  const egress = { EGRESS_ALLOW_CIDRS: '127.0.0.0/8,::1/128', ...matching(settings.environment, /^EGRESS_/) };
  const own: Record<ServiceName, Record<string, string>> = {
    ingest: {
      PORT: String(ports.ingest),
      DATABASE_URL: databases.ingest,
      PERSISTENCE_URL: `http://127.0.0.1:${ports.persistence}`,
      INTERNAL_TOKEN: internalToken,
      SECRET_KEYS: secretKeys,
      // Of two that contradict each other Node takes the last.
      NODE_OPTIONS: `${SMALL_YOUNG_GENERATION} ${settings.environment.NODE_OPTIONS ?? ''}`.trim(),
      // A demo writes little, and the disk of a laptop is often nearly full.
      MIN_FREE_BYTES: settings.environment.MIN_FREE_BYTES || '268435456',
      ...egress,
    },
    persistence: {
      PORT: String(ports.persistence),
      DATABASE_URL: databases.persistence,
      INTERNAL_TOKEN: internalToken,
    },
    notification: { DATABASE_URL: databases.notification, SECRET_KEYS: secretKeys, ...egress },
    transcription: providers.transcriptionEnv,
    analysis: providers.analysisEnv,
  };
  const revision = settings.environment.GIT_REVISION || gitRevision(project);
  const common = {
    ...(revision && { GIT_REVISION: revision }),
    ...passedOn(settings.environment),
    AMQP_URL: settings.amqpUrl,
    STORAGE_URL: pathToFileURL(settings.storageFolder).href,
  };
  return SERVICES.map((name) => ({
    name,
    script: join(project, 'services', name, 'dist', 'main.js'),
    env: { ...common, HEALTH_PORT: String(ports.health[name]), ...own[name] },
    readyUrl: `http://127.0.0.1:${ports.health[name]}/ready`,
  }));
}

export function standInDefinition(settings: {
  readonly project: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly environment: ServiceSettings['environment'];
}): ProcessDefinition {
  return {
    name: 'stand-in',
    script: join(settings.project, 'tools', 'provider-stand-in', 'dist', 'main.js'),
    env: {
      ...passedOn(settings.environment),
      ...matching(settings.environment, /^(STAND_IN|FAULT)_/),
      PORT: String(settings.port),
      HOST: '127.0.0.1',
      DATA_DIR: settings.dataFolder,
    },
    readyUrl: `http://127.0.0.1:${settings.port}/health`,
  };
}

function passedOn(environment: ServiceSettings['environment']): Record<string, string> {
  return matching(environment, PASSED_ON);
}

function matching(environment: ServiceSettings['environment'], pattern: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => pattern.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}
