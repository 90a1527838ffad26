import { join } from 'node:path';
import { startPrivateServer, type SupervisedServer } from '@meeting-intelligence/testing';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Answers anything as soon as the program is ready; 503 means not yet. */
  readonly readyUrl: string;
}

const GRACE_MS = 10_000;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * Starts a program that is not ours under a supervisor, which ends it with us however we end. `define` is asked
 * again, for other ports, where somebody took one meanwhile.
 */
export function startProgram(
  name: string,
  folder: string,
  define: () => Promise<Program>,
): Promise<SupervisedServer> {
  return startPrivateServer(async () => {
    const { command, args, readyUrl } = await define();
    return {
      name,
      folder,
      orders: {
        processes: [
          {
            name,
            command,
            args,
            env: { PATH: process.env.PATH ?? '', HOME: folder },
            cwd: folder,
            logFile: join(folder, 'output.log'),
            stopSignal: 'SIGTERM',
            quickStopSignal: 'SIGTERM',
          },
        ],
        graceMs: GRACE_MS,
      },
      probe: () => answers(readyUrl),
    };
  }, {});
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await response.body?.cancel();
  if (response.status === 503) throw new Error(`${url} answers 503`);
}
