import { AppError } from '@meeting-intelligence/errors';
import { isAlive, type ApiKey } from '../api-key.js';
import type { ApiKeys, KeyPosition } from '../api-keys.js';
import { KeyManagement, type IssuedKey } from '../key-management.js';
import { keyResource } from '../key-resource.js';
import type { Options } from './arguments.js';
import { UsageError } from './usage-error.js';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  /** EX_TEMPFAIL of sysexits.h: try again later. */
  databaseUnavailable: 75,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (!(error instanceof AppError)) return exitCodes.failed;
  if (error.code === 'API_KEY_NOT_FOUND') return exitCodes.notFound;
  return error.code === 'DATABASE_UNAVAILABLE' ? exitCodes.databaseUnavailable : exitCodes.failed;
}

/** Results go to standard output, everything else to standard error. */
export interface Output {
  result(line: string): void;
  say(line: string): void;
}

/** @throws AppError API_KEY_NOT_FOUND, API_KEY_ENDED, DATABASE_UNAVAILABLE */
export async function runCommand(keys: ApiKeys, options: Options, output: Output): Promise<void> {
  const management = new KeyManagement(keys);
  const tell = (object: object, line: string | undefined, say: string) => {
    if (options.json) output.result(JSON.stringify(object));
    else {
      if (line !== undefined) output.result(line);
      output.say(say);
    }
  };
  const tellIssued = ({ key, text }: IssuedKey, done: string) =>
    tell({ ...keyResource(key), key: text }, text, `${done}: it is shown this once`);

  switch (options.command) {
    case 'create': {
      const issued = await management.create(options.key);
      const { id, owner, scopes } = issued.key;
      return tellIssued(issued, `made key ${id} of ${owner} for ${scopes.join(', ')}`);
    }
    case 'rotate': {
      const issued = await management.rotate(options.id, options.graceMs);
      const until = issued.key.previousSecret?.goodUntil.toISOString();
      const old = until ? `the old one is good until ${until}` : 'the old one is no good any more';
      return tellIssued(issued, `key ${options.id} has a new secret, ${old}`);
    }
    case 'revoke': {
      const key = await management.revoke(options.id);
      return tell(keyResource(key), undefined, `key ${key.id} of ${key.owner} is revoked`);
    }
    case 'list': {
      const all = await everyKey(keys);
      if (options.json) for (const key of all) output.result(JSON.stringify(keyResource(key)));
      else if (all.length === 0) output.say('no keys');
      else for (const line of table(all)) output.result(line);
    }
  }
}

async function everyKey(keys: ApiKeys): Promise<ApiKey[]> {
  const limit = 200;
  const all: ApiKey[] = [];
  for (let after: KeyPosition | undefined; ; after = all.at(-1)) {
    const page = await keys.list({ limit, after });
    all.push(...page);
    if (page.length < limit) return all;
  }
}

const headings = ['ID', 'OWNER', 'STATE', 'LAST USED', 'SCOPES', 'NAME'];

function table(keys: readonly ApiKey[]): string[] {
  const rows = [headings, ...keys.map(rowOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(key: ApiKey): string[] {
  const { id, owner, name, scopes, expiresAt, revokedAt, lastUsedAt } = key;
  const until = expiresAt ? `until ${minute(expiresAt)}` : 'good';
  const state = revokedAt ? 'revoked' : isAlive(key) ? until : 'expired';
  return [id, owner, state, lastUsedAt ? minute(lastUsedAt) : 'never', scopes.join(','), name];
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}
