import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The part of a RabbitMQ version that decides how it behaves. */
export type RabbitMqLine = '3' | '4';

export interface RabbitMqScripts {
  /** RabbitMQ's own scripts: not Debian's wrapper, which insists on one user and one data folder. */
  readonly sbin: string;
  /** As in `3.10.8`. */
  readonly version: string;
}

/** The newest RabbitMQ that is installed here, of one line if that matters. */
export function findRabbitMq(line?: RabbitMqLine): RabbitMqScripts | undefined {
  const elsewhere = ['/opt/rabbitmq/sbin', ...pathOf('rabbitmq-server')];
  const found = [...rabbitMqsIn('/'), ...elsewhere.flatMap((sbin) => scriptsIn(sbin) ?? [])].find(
    ({ version }) => line === undefined || version.startsWith(`${line}.`),
  );
  return findProgram('erl') === undefined ? undefined : found;
}

/** Those in the usual folders of a file system, newest first. */
export function rabbitMqsIn(root: string): RabbitMqScripts[] {
  const folders = ['usr/lib/rabbitmq/lib', 'opt/rabbitmq/lib', 'usr/local/lib/rabbitmq/lib'];
  const installed = folders.flatMap((folder) =>
    children(join(root, folder), /^rabbitmq_server-/).map((name) => join(root, folder, name, 'sbin')),
  );
  return newestFirst(installed).flatMap((sbin) => scriptsIn(sbin) ?? []);
}

function scriptsIn(sbin: string): RabbitMqScripts | undefined {
  if (!isExecutable(join(sbin, 'rabbitmq-server')) || !isExecutable(join(sbin, 'rabbitmq-env')))
    return undefined;
  const [plugin = ''] = children(join(sbin, '..', 'plugins'), /^rabbit-\d/);
  return { sbin, version: plugin.replace(/^rabbit-/, '').replace(/\.ez$/, '') };
}

/** Where PostgreSQL's server programs are; Debian keeps them out of the PATH, one folder a version. */
export function findPostgres(): { readonly bin: string } | undefined {
  const roots = ['/usr/lib/postgresql', '/usr/local/lib/postgresql'];
  const installed = roots.flatMap((root) => children(root, /^\d+$/).map((name) => join(root, name, 'bin')));
  const bin = [...newestFirst(installed), ...pathOf('postgres')].find(
    (folder) => isExecutable(join(folder, 'postgres')) && isExecutable(join(folder, 'initdb')),
  );
  return bin === undefined ? undefined : { bin };
}

/** Full path of a program in the PATH (or where system programs live when the PATH is a short one). */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/bin',
    '/usr/bin',
    '/usr/sbin',
    '/bin',
    '/sbin',
  ];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function pathOf(name: string): string[] {
  const program = findProgram(name);
  return program === undefined ? [] : [dirname(realpathSync(program))];
}

function children(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).filter((name) => pattern.test(name));
  } catch {
    return [];
  }
}

function newestFirst(paths: string[]): string[] {
  return paths.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
