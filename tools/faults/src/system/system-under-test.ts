import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServiceName } from '@meeting-intelligence/contracts';
import { makeApiKey, ManagedProcess, temporaryDataFolder, type Console } from '@meeting-intelligence/local';
import { autoTeardown, freePort, WebhookReceiver } from '@meeting-intelligence/testing';
import { startSmallDisk, whyNoSmallDisk, type SmallDisk } from '../injectors/index.js';
import { Broker } from './broker.js';
import { Databases } from './databases.js';
import {
  choosePorts,
  databaseUrls,
  hiddenTexts,
  portOf,
  PROJECT,
  servicesBehindLinks,
  standIn,
} from './definitions.js';
import { plantedSecrets, type Secrets } from './environment.js';
import { Links } from './links.js';
import { Logs } from './logs.js';
import { MediaServer } from './media-server.js';
import { Provider } from './provider.js';
import { startServers, type BrokerLine, type Servers } from './servers.js';
import { ServiceProcesses } from './service-processes.js';
import { clearStorage } from './storage.js';

export interface SystemOptions {
  readonly line: BrokerLine;
  /** Told what is being done; and, with `relay`, what the processes write. */
  readonly console: Console;
  /** Keeps logs and data after the end. */
  readonly keep: boolean;
}

/** The part of a webhook that is looked at. */
export interface WebhookBody {
  readonly job_id: string;
  readonly status: string;
}

const execute = promisify(execFile);
const STORAGE_BYTES = 256 * 1024 * 1024;
const STOP_MS = 60_000;

/**
 * The whole product on servers of its own: what `npm start` runs, with a proxy on every way between two parts, with
 * delays of fractions of a second, and with a module in every service that puts faults into it when it is told to.
 */
export class SystemUnderTest {
  private readonly teardown = autoTeardown();

  private constructor(
    readonly folder: string,
    readonly logFolder: string,
    readonly storageFolder: string,
    /** Undefined where there can be none: then no scenario can fill it. */
    readonly disk: SmallDisk | undefined,
    readonly servers: Servers,
    readonly broker: Broker,
    readonly databases: Databases,
    readonly provider: Provider,
    readonly cms: WebhookReceiver<WebhookBody>,
    readonly media: MediaServer,
    readonly links: Links,
    readonly logs: Logs,
    readonly secrets: Secrets,
    /** Text that must not be in any log, by what it is. */
    readonly hidden: ReadonlyMap<string, string>,
    readonly versions: { readonly rabbitMq: string; readonly postgresql: string; readonly node: string },
    private readonly services: ReadonlyMap<ServiceName, ServiceProcesses>,
  ) {}

  static async start({ line, console, keep }: SystemOptions): Promise<SystemUnderTest> {
    const teardown = autoTeardown();
    try {
      const folder = await temporaryDataFolder();
      if (!keep) teardown.add('data', () => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
      const made = async (name: string) => {
        const path = join(folder, name);
        await mkdir(path, { recursive: true });
        return path;
      };
      const logFolder = await made('logs');
      const disk =
        (await whyNoSmallDisk()) === undefined ? await startSmallDisk({ bytes: STORAGE_BYTES }) : undefined;
      if (disk) teardown.add('disk', () => disk.close());
      const storageFolder = disk?.folder ?? (await made('storage'));
      const say = (text: string) => console.say(text);

      const servers = await startServers(folder, line, say);
      teardown.add('servers', () => servers.stop(), { timeoutMs: STOP_MS });
      const urls = await databaseUrls(servers);
      const databases = new Databases(urls);
      teardown.add('databases', () => databases.close());
      const cms = teardown.use(await WebhookReceiver.listen<WebhookBody>());
      const media = teardown.use(await MediaServer.listen());

      const standInPort = await freePort();
      const standInUrl = `http://127.0.0.1:${standInPort}`;
      const standInProcess = new ManagedProcess(
        standIn(standInPort, await made('stand-in')),
        logFolder,
        console,
      );
      teardown.add('stand-in', () => standInProcess.stop(), { timeoutMs: STOP_MS });
      await standInProcess.start();

      const ports = await choosePorts();
      const links = await Links.start({
        broker: portOf(servers.rabbitMq.amqpUrl),
        database: portOf(servers.postgres.url),
        speech: standInPort,
        language: standInPort,
        cms: portOf(cms.url),
        media: portOf(media.url),
        persistence: ports.persistence,
      });
      teardown.add('links', () => links.close());
      const apiKey = await makeApiKey({ project: PROJECT, databaseUrl: urls.ingest, name: 'the judge' });
      const secrets = { ...plantedSecrets(), apiKey };
      const definitions = servicesBehindLinks({
        storageFolder,
        amqpUrl: servers.rabbitMq.amqpUrl,
        databases: urls,
        standInUrl,
        ports,
        links,
        secrets,
      });
      const services = new Map<ServiceName, ServiceProcesses>();
      for (const definition of definitions) {
        const folders = { faults: await made(`faults/${definition.name}`), logs: logFolder };
        services.set(
          definition.name as ServiceName,
          await ServiceProcesses.define(definition, folders, console),
        );
      }
      for (const service of services.values()) {
        teardown.add(service.name, () => service.stop(), { timeoutMs: STOP_MS });
      }
      const system = new SystemUnderTest(
        folder,
        logFolder,
        storageFolder,
        disk,
        servers,
        new Broker(servers.rabbitMq),
        databases,
        new Provider(standInUrl),
        cms,
        media,
        links,
        new Logs([logFolder, ...servers.logFolders]),
        secrets,
        hiddenTexts(secrets, servers, definitions),
        {
          rabbitMq: servers.rabbitMq.version,
          postgresql: await databases.version(),
          node: process.versions.node,
        },
        services,
      );
      await system.startServices();
      await databases.remember();
      system.teardown.add('system', () => teardown.run(), { timeoutMs: 3 * STOP_MS });
      return system;
    } catch (error) {
      await teardown.run().catch((fault: unknown) => console.say((fault as Error).message));
      throw error;
    }
  }

  service(name: ServiceName): ServiceProcesses {
    const service = this.services.get(name);
    if (!service) throw new Error(`there is no service ${name}`);
    return service;
  }

  get allServices(): ServiceProcesses[] {
    return [...this.services.values()];
  }

  /** Where the gateways answer: one for each copy of ingest. */
  get gateways(): string[] {
    return this.service('ingest').ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** What the gateway wants to see with every request. */
  get credentials(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.secrets.apiKey}` };
  }

  /** Where the CMS is to be told: behind its proxy. */
  get webhookUrl(): string {
    return this.links.through('notification-cms', this.cms.url);
  }

  /** Where the CMS keeps recordings: behind its proxy. */
  get mediaUrl(): string {
    return this.links.through('ingest-media', this.media.url);
  }

  /** What all processes write from now on. */
  async watchLogs(): Promise<Logs> {
    return Logs.fromNow([this.logFolder, ...this.servers.logFolders]);
  }

  async startServices(): Promise<void> {
    await Promise.all(this.allServices.map((service) => service.start()));
  }

  async stopServices(): Promise<void> {
    await Promise.all(this.allServices.map((service) => service.stop()));
  }

  /** What an operator does with dead letters, by the same tool: `replay --all`. Returns what it said. */
  async deadLetters(...args: readonly string[]): Promise<string> {
    const tool = join(PROJECT, 'tools', 'dead-letters', 'dist', 'main.js');
    const { stdout, stderr } = await execute(process.execPath, [tool, ...args], {
      env: { PATH: process.env.PATH, AMQP_URL: this.broker.url },
      timeout: STOP_MS,
    });
    return `${stdout}${stderr}`;
  }

  /** One file for each dead letter, which stays where it is. */
  async exportDeadLetters(): Promise<string[]> {
    const folder = await mkdtemp(join(this.folder, 'exported-'));
    await this.deadLetters('export', '--all', '--to', folder);
    return (await readdir(folder)).map((name) => join(folder, name));
  }

  /** Takes every fault back and waits until all services are as they were defined, and ready. */
  async heal(): Promise<void> {
    await this.links.heal();
    await this.provider.clearFaults();
    this.cms.behaveWell();
    this.media.behaveWell();
    await this.disk?.free();
    await Promise.all(
      this.allServices.map(async (service) => {
        await service.disarm();
        if (service.isPlain) await service.ready();
        else await service.start();
      }),
    );
  }

  /**
   * Forgets everything: for after a scenario that left something behind.
   *
   * @param restart when something may still be in flight, in the memory of a process
   */
  async beginAnew(restart: boolean): Promise<void> {
    if (restart) await this.stopServices();
    await this.links.heal();
    await this.broker.purge();
    await this.databases.clear();
    await clearStorage(this.storageFolder);
    this.cms.webhooks.length = 0;
    this.media.clear();
    await this.heal();
  }

  async stop(): Promise<void> {
    await this.teardown.run();
  }
}
