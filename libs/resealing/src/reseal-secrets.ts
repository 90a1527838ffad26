import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { databaseUrl, tellingOutages } from '@meeting-intelligence/database';
import { AppError } from '@meeting-intelligence/errors';
import { secretKeys } from '@meeting-intelligence/key-ring';
import { joinDatabase } from './adapters/join-database.js';
import { PostgresKeptSecrets } from './adapters/postgres-kept-secrets.js';
import { helpOf, parseArguments } from './arguments.js';
import { countAsJson, describeCount } from './report.js';
import { resealKeptSecrets } from './reseal-kept-secrets.js';
import type { SealedColumn } from './sealed-column.js';

const BATCH_SIZE = 500;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Which service's database it is, and where in it. */
export interface Resealed extends SealedColumn {
  readonly service: string;
}

/** The whole program: a second entry point of a service, for operators. Ends the process. */
export function resealSecrets(resealed: Resealed): void {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  tellingOutages(() => main(resealed, process.argv.slice(2), stop.signal)).then(
    (exitCode) => process.exit(exitCode),
    (error: unknown) => {
      say(`reseal-secrets: ${(error as Error).message}`);
      process.exit(exitCodeOf(error));
    },
  );
}

async function main(
  { service, ...where }: Resealed,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const { dryRun, json, help } = parseArguments(args);
  if (help) {
    process.stdout.write(helpOf(service));
    return 0;
  }
  const config = loadConfig({ DATABASE_URL: databaseUrl, SECRET_KEYS: secretKeys });
  const database = await joinDatabase(config.DATABASE_URL);
  try {
    const count = await resealKeptSecrets(new PostgresKeptSecrets(database, where), config.SECRET_KEYS, {
      dryRun,
      batchSize: BATCH_SIZE,
      signal,
      onUnreadable: (jobId, code) => say(`${code}: the secret of job ${jobId} does not open`),
    });
    const circumstances = { dryRun, sealsWith: config.SECRET_KEYS.sealsWith };
    process.stdout.write(`${(json ? countAsJson : describeCount)(count, circumstances)}\n`);
    if (!count.finished) return 130;
    return count.unreadable + count.changedMeanwhile > 0 ? 1 : 0;
  } finally {
    await database.destroy();
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return error.exitCode;
  if (error instanceof AppError && error.code === 'DATABASE_UNAVAILABLE') return 75;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
