import { ApiProblem, createClient } from '@meeting-intelligence/client';
import { parseArguments, webAddress, type Command } from './arguments.js';
import { batch } from './commands/batch.js';
import { captions } from './commands/captions.js';
import { deleteJob } from './commands/delete.js';
import { watch } from './commands/follow.js';
import { result } from './commands/result.js';
import { retry } from './commands/retry.js';
import { status } from './commands/status.js';
import { submit } from './commands/submit.js';
import { trace } from './commands/trace.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { gatewayAddress } from './gateway-address.js';
import { HELP } from './help.js';
import { createOutput, plain, type Screen } from './output.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

export interface Surroundings {
  readonly out: Screen;
  readonly err: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly interrupted: AbortSignal;
  readonly ask?: Session['ask'];
}

/** Carries out one command line, and says what went wrong if it did. Returns the exit status. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err, environment, interrupted, ask } = surroundings;
  try {
    const command = parseArguments(args);
    if (command.command === 'help') {
      out.write(HELP);
      return exitCodes.done;
    }
    // npm runs scripts in the project, wherever they were asked for.
    const folder = environment.INIT_CWD ?? process.cwd();
    const { url, key, jaegerUrl } = await gatewayAddress(command, environment, folder);
    const output = createOutput(command.json, out, err, environment);
    const client = createClient({ baseUrl: url, apiKey: key, signal: interrupted });
    const session = { client, output, folder, interrupted, ask };
    return await carryOut(session, withJaeger(command, jaegerUrl, environment));
  } catch (error) {
    if (interrupted.aborted) return exitCodes.interrupted;
    err.write(`${explanationOf(error)}\n`);
    if (error instanceof UsageError) err.write('npm run meeting -- --help says more\n');
    return exitCodeOf(error);
  }
}

/** Where traces are looked at: as the gateway from the command line, else from the data folder, else from the environment. */
function withJaeger<Each extends Command>(
  command: Each,
  launched: string | undefined,
  { JAEGER_URL }: Surroundings['environment'],
): Each {
  if (command.command !== 'trace' || command.jaegerUrl !== undefined) return command;
  const given = launched ?? (JAEGER_URL ? webAddress('JAEGER_URL', JAEGER_URL) : undefined);
  return { ...command, jaegerUrl: given };
}

function carryOut(session: Session, command: Exclude<Command, { command: 'help' }>): Promise<number> {
  switch (command.command) {
    case 'submit':
      return submit(session, command);
    case 'batch':
      return batch(session, command);
    case 'retry':
      return retry(session, command.id);
    case 'status':
      return status(session, command.id);
    case 'trace':
      return trace(session, command);
    case 'watch':
      return watch(session, command.id);
    case 'result':
      return result(session, command.id);
    case 'delete':
      return deleteJob(session, command.id, command.yes);
    case 'captions':
      return captions(session, command.id, command.format);
  }
}

function explanationOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return plain((error as Error).message);
  const faults = error.errors.map(({ pointer, detail }) => `  ${plain(pointer.slice(1))}: ${plain(detail)}`);
  const request = error.requestId === null ? '' : ` (request ${plain(error.requestId)})`;
  return [`${plain(error.message)}${request}`, ...faults].join('\n');
}
