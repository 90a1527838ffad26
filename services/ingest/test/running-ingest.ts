import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '@meeting-intelligence/config';
import {
  jobSubmitted,
  meetingCompleted,
  type Envelope,
  type EventDefinition,
  type PublicJob,
  type Scope,
} from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { InMemoryEventBus, rootEvent } from '@meeting-intelligence/messaging';
import { createService } from '@meeting-intelligence/service';
import { createObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, leakCheck, testDatabase, type Teardown } from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll } from 'vitest';
import { KeyManagement } from '../src/access/key-management.js';
import { ingestFields } from '../src/config.js';
import { ingestService } from '../src/ingest.module.js';
import { OpenAnswers } from '../src/following/open-answers.js';
import { Wakeups } from '../src/following/wakeups.js';
import { jobIdIn, recordingRoots } from '../src/recordings/recording-key.js';
import { WatchDeadlines } from '../src/watch-deadlines.js';

export const sample = join(import.meta.dirname, '../../../samples/planning-meeting.ogg');
export const meeting = meetingCompleted.example.meeting;

const secretKeys = `k1:${randomBytes(32).toString('base64')}`;
/** Opens what the gateway sealed. */
export const keys = KeyRing.parse(secretKeys);

/** What is tested of other things is not to meet them; test/limits has them narrow. */
const wideLimits = {
  RATE_LIMIT_CREATES_PER_MINUTE: '100000',
  RATE_LIMIT_READS_PER_MINUTE: '100000',
  MAX_UPLOADS_PER_KEY: '1000',
  MAX_STREAMS_PER_KEY: '1000',
  MAX_QUEUED_JOBS: '100000',
  MIN_FREE_BYTES: '1',
};

const token = 'internal-token-internal-token-internal';

/**
 * One service for all tests of the file, handed to `use` before the first of them. After the last it is stopped, and
 * nothing may be left open.
 */
export function runIngest(
  use: (ingest: RunningIngest) => void,
  environment?: Readonly<Record<string, string>>,
): void {
  const leaks = leakCheck();
  const teardown = autoTeardown();
  beforeAll(async () => use(await RunningIngest.start(teardown, environment)));
  afterAll(async () => {
    await teardown.run();
    await leaks.assertNone();
  }, 60_000);
}

export interface TestRequest extends RequestInit {
  /** In place of the one of `default`; null: none. */
  readonly key?: string | null;
}

/** The real service on a bus in memory, with a database and a folder of its own. */
export class RunningIngest {
  /** Parsed log lines. */
  readonly lines: Record<string, unknown>[] = [];
  /** Of the owner `default`, with all scopes but admin. */
  readonly key!: string;
  /** How many streams and long polls are open. */
  readonly openAnswers!: () => number;
  /** The jobs that one of them waits for. */
  readonly watchedJobs!: () => readonly string[];
  /** What it was started with. */
  readonly environment!: Readonly<Record<string, string>>;
  /** How many clients are connected. */
  readonly connections!: () => Promise<number>;

  private constructor(
    readonly url: string,
    readonly healthUrl: string,
    readonly database: DataSource,
    readonly bus: InMemoryEventBus,
    readonly folder: string,
    readonly watchdog: WatchDeadlines,
    readonly keys: KeyManagement,
  ) {}

  static async start(
    teardown: Teardown,
    environment: Readonly<Record<string, string>> = {},
    definition = ingestService,
  ): Promise<RunningIngest> {
    const { url: databaseUrl } = teardown.use(await testDatabase());
    const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
    teardown.add('folder', () => rm(folder, { recursive: true }));
    const wholeEnvironment = {
      AMQP_URL: 'amqp://nobody',
      STORAGE_URL: `file://${folder}`,
      HEALTH_PORT: '0',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      PERSISTENCE_URL: await persistence(teardown),
      INTERNAL_TOKEN: token,
      SECRET_KEYS: secretKeys,
      MAX_UPLOAD_BYTES: '1000000',
      ...wideLimits,
      ...environment,
    };
    const config = loadConfig(ingestFields, wholeEnvironment);
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger({ name: 'ingest', version: 'test' }, 'info', {
      write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const bus = new InMemoryEventBus();
    const store = createObjectStore(config);
    const service = await createService(definition, config, { bus, store, logger });
    teardown.add('service', () => service.stop());
    const urls = [service.url ?? '', service.healthUrl].map(onLoopback) as [string, string];
    const { app } = service;
    const [watchdog, keys] = [app.get(WatchDeadlines), app.get(KeyManagement)];
    const ingest = new RunningIngest(...urls, app.get(DataSource), bus, folder, watchdog, keys);
    const key = await ingest.keyOf('default', ['jobs:read', 'jobs:write', 'webhooks:write']);
    const openAnswers = () => app.get(OpenAnswers).count;
    const watchedJobs = () => app.get(Wakeups).watchedJobs();
    const server = app.getHttpServer();
    const connections = () => promisify(server.getConnections.bind(server))();
    const more = { lines, key, openAnswers, watchedJobs, connections, environment: wholeEnvironment };
    return Object.assign(ingest, more);
  }

  async keyOf(owner: string, scopes: Scope[], expires_at?: string): Promise<string> {
    const { text } = await this.keys.create({ owner, name: `test of ${owner}`, scopes, expires_at });
    return text;
  }

  request(path: string, { key = this.key, headers, ...init }: TestRequest = {}): Promise<Response> {
    const credentials = key === null ? undefined : { authorization: `Bearer ${key}` };
    return fetch(this.url + path, { ...init, headers: { ...credentials, ...(headers as object) } });
  }

  async submit(fields: Readonly<Record<string, string>> = {}, key = this.key): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([await readFile(sample)]), 'planning-meeting.ogg');
    return this.request('/v1/jobs', { method: 'POST', body: form, key });
  }

  async submitted(fields?: Readonly<Record<string, string>>, key?: string): Promise<PublicJob> {
    const response = await this.submit(fields, key);
    if (response.status !== 202)
      throw new Error(`expected 202, got ${response.status} ${await response.text()}`);
    return (await response.json()) as PublicJob;
  }

  async show(id: string): Promise<PublicJob> {
    return (await (await this.request(`/v1/jobs/${id}`)).json()) as PublicJob;
  }

  cancel(id: string): Promise<Response> {
    return this.request(`/v1/jobs/${id}/cancel`, { method: 'POST' });
  }

  /** What the service told of job `id`, without its submission. */
  told(id: string): readonly Envelope[] {
    return this.bus.published.filter(
      ({ subject, source, type }) => subject === id && source === 'ingest' && type !== jobSubmitted.type,
    );
  }

  /** The examples of these events, as if other services had told them of job `id`. */
  publish(id: string, ...definitions: readonly EventDefinition[]): Promise<void> {
    return this.publishAs(1, id, ...definitions);
  }

  publishAs(generation: number, id: string, ...definitions: readonly EventDefinition[]): Promise<void> {
    const origin = { source: 'test', subject: id, owner: 'default', generation };
    return this.bus.publish(
      definitions.map(({ type, example }) => rootEvent({ type, data: example }, origin)),
    );
  }

  historyOf(id: string): Promise<{ sequence: number; type: string; summary: unknown }[]> {
    return this.database.query(
      'select sequence, type, summary from ingest.job_events where job_id = $1 order by sequence',
      [id],
    );
  }

  /** Makes the database refuse every new row of a table while `work` runs. */
  async withoutNewRowsIn(table: string, work: () => Promise<unknown>): Promise<void> {
    await this.database.query(
      `alter table ingest.${table} add constraint refuse_all check (false) not valid`,
    );
    try {
      await work();
    } finally {
      await this.database.query(`alter table ingest.${table} drop constraint refuse_all`);
    }
  }

  /** The jobs of all files of recordings that are stored. */
  async recordings(): Promise<string[]> {
    const files = recordingRoots.map((root) =>
      readdir(join(this.folder, root), { recursive: true, withFileTypes: true }).catch(() => []),
    );
    return (await Promise.all(files))
      .flat()
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => jobIdIn(relative(this.folder, join(parentPath, name))));
  }
}

/** Stands in for the persistence service, and knows one meeting, which is of `default`. */
async function persistence(teardown: Teardown): Promise<string> {
  const server = createServer((request, response) => {
    const isOurs = request.headers.authorization === `Bearer ${token}`;
    const isItsOwner = request.headers['x-owner'] === 'default';
    const isKnown = isItsOwner && request.url?.startsWith(`/v1/meetings/${meeting.id}`);
    response.writeHead(!isOurs ? 401 : isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...meeting, asked: request.url }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('persistence', () => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function onLoopback(url: string): string {
  return url.replace('0.0.0.0', '127.0.0.1').replace('[::1]', '127.0.0.1');
}
