import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { databaseUrl } from '@meeting-intelligence/database';
import { UsageError } from './usage-error.js';

/** Of the database that the launcher runs with this data folder, else from the environment. @throws UsageError */
export async function databaseAddress(data: string | undefined): Promise<string> {
  if (data !== undefined) return launchersDatabase(data);
  try {
    return loadConfig({ DATABASE_URL: databaseUrl }).DATABASE_URL;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(
      `no database: expected --data FOLDER or the DATABASE_URL of ingest\n${error.faults.join('\n')}`,
    );
  }
}

/** The launcher keeps the password beside the cluster; PostgreSQL writes its port into the fourth line of its pid file. */
async function launchersDatabase(folder: string): Promise<string> {
  const read = (...path: string[]) =>
    readFile(join(folder, 'postgres', ...path), 'utf8').catch((error: unknown) => {
      throw new UsageError(
        `--data ${folder}: expected a data folder of an npm start that runs, with a database of its own: ${(error as Error).message}`,
      );
    });
  const [password, pidFile] = [await read('password'), await read('data', 'postmaster.pid')];
  const port = pidFile.split('\n')[3]?.trim();
  if (!port || !/^\d+$/.test(port))
    throw new UsageError(`--data ${folder}: expected a database that has started`);
  return `postgres://meetings:${encodeURIComponent(password.trim())}@127.0.0.1:${port}/meetings_ingest`;
}
