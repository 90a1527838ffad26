/** `npm run api-keys`: what an operator does with API keys where there is no key yet, with nothing but the database. */
import 'reflect-metadata';
import { createLogger } from '@meeting-intelligence/telemetry';
import { parseArguments } from './access/command/arguments.js';
import { databaseAddress } from './access/command/database-address.js';
import { HELP } from './access/command/help.js';
import { exitCodeOf, runCommand } from './access/command/run-command.js';
import { UsageError } from './access/command/usage-error.js';
import { openDatabase } from './adapters/database.js';
import { TypeOrmApiKeys } from './adapters/typeorm-api-keys.js';
import { version } from './version.js';

/** Unlike a service, somebody waits for the answer. */
const giveUpAfterMs = 5_000;

async function main(args: readonly string[]): Promise<void> {
  const options = parseArguments(args);
  if (options.command === 'help') return void process.stdout.write(HELP);
  const logger = createLogger({ name: 'api-keys', version }, 'silent');
  const database = await openDatabase(await databaseAddress(options.data), logger, { giveUpAfterMs });
  try {
    await runCommand(new TypeOrmApiKeys(database), options, {
      result: (line) => void process.stdout.write(`${line}\n`),
      say: (line) => void process.stderr.write(`${line}\n`),
    });
  } finally {
    await database.destroy();
  }
}

// `… | head` is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    if (error instanceof UsageError) process.stderr.write('npm run api-keys -- --help says more\n');
    process.exit(exitCodeOf(error));
  },
);
