import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPrivateServer, type SupervisedServer } from '@meeting-intelligence/testing';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Answers anything as soon as the program is ready; 503 means not yet. */
  readonly readyUrl: string;
}

export interface Keeping {
  readonly say: (line: string) => void;
  /** Aborted when the user wants out while it starts. */
  readonly quit: AbortSignal;
  /** Before it is started again; twice as long after each start that does not last. */
  readonly pauseMs?: number;
}

const GRACE_MS = 10_000;
const PROBE_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const STEADY_AFTER_MS = 30_000;

/**
 * Starts a program that is not ours under a supervisor, which ends it with us however we end. `define` is asked
 * again, for other ports, where somebody took one meanwhile. A program that ends later is told of, and started again as it
 * was: services and people have its address.
 */
export async function keepProgram(
  name: string,
  folder: string,
  define: () => Promise<Program>,
  { say, quit, pauseMs: firstPauseMs = 1_000 }: Keeping,
): Promise<{ readonly stop: () => Promise<void> }> {
  let program: Program | undefined;
  let server = await start(name, folder, async () => (program = await define()), quit);
  const stopping = new AbortController();
  const { signal } = stopping;
  const unwanted = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined)),
  );

  const keep = async () => {
    let [startedAt, pauseMs] = [Date.now(), firstPauseMs];
    for (let why = await Promise.race([server.exited, unwanted]); why !== undefined;) {
      if (Date.now() - startedAt > STEADY_AFTER_MS) pauseMs = firstPauseMs;
      say(`${name} ${why}: starting it again in ${pauseMs} ms (its output: ${outputOf(folder)})`);
      // Its supervisor is left.
      await server.stopKeepingData();
      await sleep(pauseMs, undefined, { signal });
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      try {
        server = await start(name, folder, async () => program!, signal);
        startedAt = Date.now();
        say(`${name} is back`);
        why = await Promise.race([server.exited, unwanted]);
      } catch (error) {
        signal.throwIfAborted();
        why = `did not start (${(error as Error).message.split('\n', 1)[0]})`;
      }
    }
  };
  const kept = keep().catch((error: unknown) => {
    if (!signal.aborted) say(`${name} is not watched any more: ${(error as Error).message}`);
  });
  const stop = async () => {
    stopping.abort();
    await kept;
    await server.stopKeepingData();
  };
  return { stop };
}

const outputOf = (folder: string) => join(folder, 'output.log');

function start(
  name: string,
  folder: string,
  define: () => Promise<Program>,
  signal: AbortSignal,
): Promise<SupervisedServer> {
  return startPrivateServer(
    async () => {
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
              logFile: outputOf(folder),
              stopSignal: 'SIGTERM',
              quickStopSignal: 'SIGTERM',
            },
          ],
          graceMs: GRACE_MS,
        },
        probe: () => answers(readyUrl),
      };
    },
    { signal },
  );
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await response.body?.cancel();
  if (response.status === 503) throw new Error(`${url} answers 503`);
}
