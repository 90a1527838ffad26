import { readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.js';
import { isAlive } from './processes.js';
import type { Readiness, SupervisedServer } from './supervised-server.js';
import { startSupervised } from './supervised-server.js';
import type { SupervisorOrders } from './supervisor.js';

export interface PrivateServerOptions {
  /** Keeps the data here, and keeps it after `stop()`. Without it: a temp folder, removed at the end. */
  readonly dataFolder?: string;
  /** Told what is being done, one line at a time. */
  readonly log?: (line: string) => void;
  /** How long the server may take until it answers (default 60 s: a loaded machine is slow). */
  readonly startTimeoutMs?: number;
  /** Aborted when nobody wants the server any more while it starts. */
  readonly signal?: AbortSignal;
}

export interface ServerDefinition {
  readonly name: string;
  /** The data folder. */
  readonly folder: string;
  readonly orders: SupervisorOrders;
  readonly probe: Readiness['probe'];
}

const PID_FILE = 'server.pid';
const ATTEMPTS = 4;
const PAUSE_MS = 500;
const PREDECESSOR_TIMEOUT_MS = 30_000;
const DEFAULT_START_TIMEOUT_MS = 60_000;

/**
 * Starts a server. A port that somebody else took between choosing and binding it, and a predecessor that has
 * not quite let go, are the two faults a second attempt cures: `define` is asked again for each attempt.
 */
export async function startWithRetries(
  define: (attempt: number) => Promise<ServerDefinition>,
  { startTimeoutMs = DEFAULT_START_TIMEOUT_MS, signal }: PrivateServerOptions,
): Promise<SupervisedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const { name, folder, orders, probe } = await define(attempt);
    await predecessorGone(name, folder);
    try {
      const server = await startSupervised(orders, { name, probe, timeoutMs: startTimeoutMs, signal });
      await writeFile(join(folder, PID_FILE), String(server.pid));
      return server;
    } catch (error) {
      if (signal?.aborted || attempt === ATTEMPTS || !isWorthAnotherTry((error as Error).message))
        throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function isWorthAnotherTry(message: string): boolean {
  return /eaddrinuse|already in use|still in use|lock file .* already exists/i.test(message);
}

/** A server whose owner was killed may still be on its way down: two servers on one folder would ruin the data. */
async function predecessorGone(name: string, folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, PID_FILE), 'utf8').catch(() => '0'));
  if (pid <= 0) return;
  await eventually(
    () => {
      if (isAlive(pid) && worksIn(pid, folder))
        throw new Error(`${name} (process ${pid}) still uses ${folder}`);
    },
    { timeoutMs: PREDECESSOR_TIMEOUT_MS, intervalMs: 100 },
  );
}

/** Tells a server of ours from a stranger that got its process id later. */
function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}
