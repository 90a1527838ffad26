import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { startWithRetries, type PrivateServerOptions } from './private-server.js';
import { dataFolder, serverAccount, type ServerAccount } from './server-account.js';
import { findPostgres } from './server-binaries.js';

export interface PrivatePostgres {
  /** Of the database `postgres`, as superuser. */
  readonly url: string;
  readonly pid: number;
  /** Creates a database unless it exists; returns its URL. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Ends the server; its data too, unless a data folder was given. */
  stop(): Promise<void>;
  /** SIGKILL; `restart()` brings it back with its data. */
  kill(): Promise<void>;
  /** Ends it in an orderly way if it runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
}

export interface PrivatePostgresOptions extends PrivateServerOptions {
  /** Survives a power cut (default: true with a data folder of your own, false for a throw-away one). */
  readonly durable?: boolean;
}

const run = promisify(execFile);
const USER = 'meetings';
const INITDB_TIMEOUT_MS = 120_000;

/** A PostgreSQL cluster of our own from the installed binaries, on a free loopback port, without Unix socket. */
export async function startPrivatePostgres(options: PrivatePostgresOptions = {}): Promise<PrivatePostgres> {
  const installed = findPostgres();
  if (installed === undefined) throw new Error('PostgreSQL is not installed (postgresql)');
  const account = await serverAccount('postgres');
  const folder = await dataFolder(options.dataFolder, 'mi-postgres', account);
  const durable = options.durable ?? options.dataFolder !== undefined;
  options.log?.(`starting a private PostgreSQL in ${folder}`);
  const password = await initialise(folder, installed.bin, account, durable);
  let port = await freePort();
  const url = (database = 'postgres') =>
    `postgres://${USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  const define = async (attempt: number, keepPort: boolean) => {
    if (attempt > 1 && !keepPort) port = await freePort();
    return {
      name: 'PostgreSQL',
      folder,
      probe: () => query(url(), 'select 1').then(() => undefined),
      orders: {
        processes: [
          {
            name: 'postgres',
            command: join(installed.bin, 'postgres'),
            args: ['-D', join(folder, 'data'), ...settings(port, durable)],
            env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: folder },
            cwd: folder,
            logFile: join(folder, 'postgres.log'),
            stopSignal: 'SIGINT' as const, // "fast": ends sessions, then a clean shutdown
            quickStopSignal: 'SIGQUIT' as const, // "immediate": recovery at the next start, if there is one
          },
        ],
        uid: account?.uid,
        gid: account?.gid,
        graceMs: 20_000,
        ...(options.dataFolder === undefined ? { removeAtEnd: folder } : {}),
      },
    };
  };

  let server = await startWithRetries((attempt) => define(attempt, false), options);
  return {
    get url() {
      return url();
    },
    get pid() {
      return server.pid;
    },
    createDatabase: (name) => createDatabase(url(), name),
    dropDatabase: (name) => dropDatabase(url(), name),
    stop: () => server.stop(),
    kill: () => server.kill(),
    async restart() {
      await server.stopKeepingData();
      server = await startWithRetries((attempt) => define(attempt, true), options);
    },
  };
}

/** Creates a database on the server of `serverUrl` unless it exists; returns its URL. */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  try {
    await query(serverUrl, `create database ${identifier(name)}`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error; // duplicate_database
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Drops a database, ending the sessions that still use it. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await query(serverUrl, `drop database if exists ${identifier(name)} with (force)`);
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined); // a session cut while idle; the query tells
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 300,
    shared_buffers: '64MB',
    timezone: 'UTC',
    // Without fsync a power cut loses data; a killed server does not, as commits still reach the kernel.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Makes the cluster if there is none yet. Returns the superuser's password, which is kept beside the data. */
async function initialise(
  folder: string,
  bin: string,
  account: ServerAccount | undefined,
  durable: boolean,
): Promise<string> {
  const passwordFile = join(folder, 'password');
  const data = join(folder, 'data');
  const known = await readFile(passwordFile, 'utf8').catch(() => undefined);
  if (known !== undefined && (await isFile(join(data, 'global', 'pg_control')))) return known;

  const password = randomBytes(16).toString('hex');
  await rm(data, { recursive: true, force: true }); // an initdb that was interrupted
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';
  const args = ['-D', data, '-U', USER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
  await run(join(bin, 'initdb'), [...args, `--locale=${locale}`, ...(durable ? [] : ['--no-sync'])], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: folder },
    timeout: INITDB_TIMEOUT_MS,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  return password;
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
