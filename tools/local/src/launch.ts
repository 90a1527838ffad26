import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '@meeting-intelligence/contracts';
import { autoTeardown, freePort } from '@meeting-intelligence/testing';
import type { Console } from './console.js';
import { assertRoom } from './data-folder.js';
import { gatewayPort } from './gateway-port.js';
import { ManagedProcess, type ProcessDefinition } from './managed-process.js';
import { observing } from './observe/observing.js';
import type { Observers, ObserveOptions } from './observe/observers.js';
import { chooseProviders } from './providers.js';
import { neededPrograms, provideServers, type Servers } from './servers.js';
import { secretKeysOf } from './secret-keys.js';
import {
  serviceDefinitions,
  SERVICES,
  standInDefinition,
  STATEFUL,
  type StatefulService,
} from './service-definitions.js';

export interface LaunchOptions {
  readonly project: string;
  /** Everything this run writes. */
  readonly folder: string;
  readonly console: Console;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user wants out: whatever is starting is stopped again. */
  readonly quit: AbortSignal;
  /** Aborted when the user cannot wait: processes are killed instead of drained. */
  readonly hurry: AbortSignal;
  /** Starts Prometheus, and the programs it names, beside the services. */
  readonly observe?: ObserveOptions;
}

export interface RunningSystem {
  readonly gateway: string;
  readonly amqpUrl: string;
  readonly databaseUrl: string;
  readonly databases: Readonly<Record<StatefulService, string>>;
  /** Null when both halves are done by real providers. */
  readonly providerUrl: string | null;
  readonly providerLabels: readonly string[];
  readonly health: Readonly<Record<ServiceName, string>>;
  readonly logs: string;
  /** Null where nothing of the kind was asked for. */
  readonly observers: Observers | null;
  pids(): Record<string, number | undefined>;
  stop(): Promise<void>;
}

const SERVERS_STOP_MS = 60_000;
const PROCESSES_STOP_MS = 60_000;

/** Starts servers, stand-in and services and waits until all are ready. What was started is stopped on failure. */
export async function launch(options: LaunchOptions): Promise<RunningSystem> {
  const { project, folder, console, environment, quit, hurry } = options;
  const teardown = autoTeardown();
  const startedAt = Date.now();
  try {
    const logs = await makeFolder(folder, 'logs');
    await assertRoom(folder);
    const gateway = await gatewayPort(environment.PORT);
    const standInPort = await freePort();
    const standInUrl = `http://127.0.0.1:${standInPort}`;
    const providers = chooseProviders(environment, standInUrl);

    const observer = observing(options, (line) => console.say(line));
    const servers = await startServers(options, providers.offlineSpeech);
    teardown.add('servers', () => servers.stop(), { timeoutMs: SERVERS_STOP_MS });
    quit.throwIfAborted();
    teardown.add('trace stores', () => observer?.stopTraceStores(), { timeoutMs: SERVERS_STOP_MS });
    const observed = await observer?.startTraceStores();
    quit.throwIfAborted();

    const databases = await createDatabases(servers);
    const ports = {
      ingest: gateway,
      persistence: await freePort(),
      health: await healthPorts(),
    };
    const definitions = serviceDefinitions({
      project,
      storageFolder: await makeFolder(folder, 'storage'),
      amqpUrl: servers.amqpUrl,
      databases,
      ports,
      providers,
      secretKeys: await secretKeysOf(folder, environment.SECRET_KEYS),
      environment: { ...environment, ...observed },
    });

    const processes: ManagedProcess[] = [];
    const startAll = async (group: ProcessDefinition[]) => {
      const started = group.map((definition) => new ManagedProcess(definition, logs, console));
      processes.push(...started);
      const stopAll = async () => {
        await Promise.all(started.map((one) => one.stop(hurry)));
      };
      teardown.add(group.map(({ name }) => name).join(', '), stopAll, { timeoutMs: PROCESSES_STOP_MS });
      const abort = () => void stopAll();
      quit.addEventListener('abort', abort, { once: true });
      await Promise.all(started.map((one) => one.start())).finally(() =>
        quit.removeEventListener('abort', abort),
      );
      quit.throwIfAborted();
    };
    for (const label of providers.labels) console.say(label);
    if (providers.standIn) {
      const dataFolder = await makeFolder(folder, 'stand-in');
      await startAll([standInDefinition({ project, port: standInPort, dataFolder, environment })]);
    }
    console.say(`starting ${SERVICES.join(', ')}`);
    await startAll(definitions);
    teardown.add('Prometheus', () => observer?.stopPrometheus(), { timeoutMs: SERVERS_STOP_MS });
    await observer?.startPrometheus(ports.health, servers.rabbitMqMetricsUrl);
    quit.throwIfAborted();
    console.say(`everything is ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);

    return {
      gateway: `http://127.0.0.1:${ports.ingest}`,
      amqpUrl: servers.amqpUrl,
      databaseUrl: servers.databaseUrl,
      databases,
      providerUrl: providers.standIn ? standInUrl : null,
      providerLabels: providers.labels,
      health: mapServices((name) => `http://127.0.0.1:${ports.health[name]}`),
      logs,
      observers: observer?.observers ?? null,
      pids: () => Object.fromEntries(processes.map((one) => [one.name, one.pid])),
      stop: () => teardown.run(),
    };
  } catch (error) {
    await teardown.run().catch((fault: unknown) => console.say((fault as Error).message));
    throw error;
  }
}

async function startServers(options: LaunchOptions, offlineSpeech: boolean): Promise<Servers> {
  const { environment, folder, console } = options;
  const given = {
    amqpUrl: environment.AMQP_URL || undefined,
    databaseUrl: environment.DATABASE_URL || undefined,
    metrics: options.observe !== undefined,
  };
  return provideServers(given, neededPrograms(given, offlineSpeech), folder, (line) => console.say(line));
}

async function createDatabases(servers: Servers): Promise<Record<StatefulService, string>> {
  const entries = STATEFUL.map(
    async (name) => [name, await servers.createDatabase(`meetings_${name}`)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<StatefulService, string>;
}

async function healthPorts(): Promise<Record<ServiceName, number>> {
  const entries = await Promise.all(SERVICES.map(async (name) => [name, await freePort('0.0.0.0')] as const));
  return Object.fromEntries(entries) as Record<ServiceName, number>;
}

function mapServices<T>(make: (name: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map((name) => [name, make(name)])) as Record<ServiceName, T>;
}

async function makeFolder(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  return folder;
}
