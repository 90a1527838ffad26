import { createLogger } from '@meeting-intelligence/telemetry';
import { DeadLetterQueues } from '@meeting-intelligence/messaging';
import { parseArguments, type Options } from './arguments.js';
import { brokerAddress } from './broker-address.js';
import { discard } from './commands/discard.js';
import { exportLetters } from './commands/export.js';
import { groups } from './commands/groups.js';
import { list } from './commands/list.js';
import { replay } from './commands/replay.js';
import { show } from './commands/show.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { HELP } from './help.js';
import { listenForInterrupt } from './interrupt.js';
import { createOutput } from './output.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

async function main(args: readonly string[]): Promise<number> {
  const options = parseArguments(args);
  if (options.command === 'help') {
    process.stdout.write(HELP);
    return exitCodes.done;
  }
  const { url, prefix } = await brokerAddress(options, process.env);
  const output = createOutput(options.json);
  const interrupted = listenForInterrupt((line) => output.say(line));
  const logger = createLogger({ name: 'dead-letters', version: '0' }, 'silent');
  const queues = await DeadLetterQueues.connect(url, { prefix, logger });
  try {
    return await run({ queues, prefix, output, interrupted, environment: process.env }, options);
  } finally {
    await queues.close();
  }
}

function run(session: Session, options: Exclude<Options, { command: 'help' }>): Promise<number> {
  switch (options.command) {
    case 'list':
      return list(session, options);
    case 'groups':
      return groups(session, options);
    case 'show':
      return show(session, options);
    case 'replay':
      return replay(session, options);
    case 'discard':
      return discard(session, options);
    case 'export':
      return exportLetters(session, options);
  }
}

// `… | head` is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    if (error instanceof UsageError) process.stderr.write('npm run dead-letters -- --help says more\n');
    process.exit(exitCodeOf(error));
  },
);
