import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const MAKE_TIMEOUT_MS = 60_000;
const ASK_TIMEOUT_MS = 10_000;

export interface KeySettings {
  /** Root of the project. */
  readonly project: string;
  /** That of ingest. */
  readonly databaseUrl: string;
  /** Where the key is used, for whoever lists the keys. */
  readonly name: string;
}

/** A key of the owner `default` for everything but the keys themselves, made as an operator makes one. */
export async function makeApiKey({ project, databaseUrl, name }: KeySettings): Promise<string> {
  const script = join(project, 'services', 'ingest', 'dist', 'api-keys.js');
  const scopes = 'jobs:read,jobs:write,webhooks:write';
  const { stdout } = await execute(
    process.execPath,
    [script, 'create', '--owner', 'default', '--name', name, '--scopes', scopes, '--json'],
    { env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl }, timeout: MAKE_TIMEOUT_MS },
  );
  return (JSON.parse(stdout) as { key: string }).key;
}

/** That of a data folder: kept in it, for its owner's eyes, and made anew when the gateway does not take it any more. */
export async function apiKeyOf(folder: string, gateway: string, settings: KeySettings): Promise<string> {
  const file = join(folder, 'api-key');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined && (await isTaken(kept.trim(), gateway))) return kept.trim();
  const key = await makeApiKey(settings);
  const half = `${file}.new`;
  await writeFile(half, `${key}\n`, { mode: 0o600 });
  await rename(half, file);
  return key;
}

async function isTaken(key: string, gateway: string): Promise<boolean> {
  // What is no key at all cannot be a header either.
  if (!/^\w[\w-]*$/.test(key)) return false;
  const response = await fetch(`${gateway}/v1/jobs/none`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.status !== 401;
}
