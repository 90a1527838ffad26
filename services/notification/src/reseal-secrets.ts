/** A second entry point of this service, for operators: `npm run reseal-secrets`. docs/secrets.md says when. */
import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { databaseUrl, tellingOutages } from '@meeting-intelligence/database';
import { AppError } from '@meeting-intelligence/errors';
import { secretKeys } from '@meeting-intelligence/key-ring';
import { joinDatabase } from './adapters/join-database.js';
import { PostgresKeptSecrets } from './adapters/postgres-kept-secrets.js';
import { HELP, parseArguments } from './resealing/arguments.js';
import { countAsJson, describeCount } from './resealing/report.js';
import { resealKeptSecrets } from './resealing/reseal-kept-secrets.js';

const BATCH_SIZE = 500;

const say = (line: string) => process.stderr.write(`${line}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

async function main(args: readonly string[]): Promise<number> {
  const { dryRun, json, help } = parseArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const config = loadConfig({ DATABASE_URL: databaseUrl, SECRET_KEYS: secretKeys });
  const database = await joinDatabase(config.DATABASE_URL);
  try {
    const count = await resealKeptSecrets(new PostgresKeptSecrets(database), config.SECRET_KEYS, {
      dryRun,
      batchSize: BATCH_SIZE,
      signal: stop.signal,
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

tellingOutages(() => main(process.argv.slice(2))).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    say(`reseal-secrets: ${(error as Error).message}`);
    process.exit(exitCodeOf(error));
  },
);
