import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Where RabbitMQ's own scripts are: not Debian's wrapper, which insists on one user and one data folder. */
export function findRabbitMq(): { readonly sbin: string } | undefined {
  const roots = ['/usr/lib/rabbitmq/lib', '/opt/rabbitmq/lib', '/usr/local/lib/rabbitmq/lib'];
  const installed = roots.flatMap((root) =>
    children(root, /^rabbitmq_server-/).map((name) => join(root, name, 'sbin')),
  );
  const elsewhere = ['/opt/rabbitmq/sbin', ...pathOf('rabbitmq-server')];
  const sbin = [...newestFirst(installed), ...elsewhere].find(
    (folder) => isExecutable(join(folder, 'rabbitmq-server')) && isExecutable(join(folder, 'rabbitmq-env')),
  );
  return sbin !== undefined && findProgram('erl') !== undefined ? { sbin } : undefined;
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
