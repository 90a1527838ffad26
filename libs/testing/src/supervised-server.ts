import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { within } from './eventually.js';
import type { SupervisorOrders, SupervisorReport } from './supervisor.js';

export interface SupervisedServer {
  /** Of the server process itself (the last of the orders). */
  readonly pid: number;
  /** Resolves when that process has ended, also by `stop`; it says how. */
  readonly exited: Promise<string>;
  /** Ends it and, when the orders say so, removes its data. */
  stop(): Promise<void>;
  /** Ends it in an orderly way and keeps its data. */
  stopKeepingData(): Promise<void>;
  /** SIGKILL, as the kernel's out-of-memory killer would. */
  kill(): Promise<void>;
}

export interface Readiness {
  /** Names the server in errors. */
  readonly name: string;
  readonly timeoutMs: number;
  /** Resolves when the server answers; called again after a failure until it does. */
  readonly probe: () => Promise<void>;
  /** Aborted when nobody wants the server any more: what was started is ended at once. */
  readonly signal?: AbortSignal;
}

const LAST_LOG_LINES = 25;
// `supervisor.ts` when we run from source, `supervisor.js` when compiled.
const SUPERVISOR = fileURLToPath(new URL(`./supervisor${extname(import.meta.url)}`, import.meta.url));

/** Starts the processes under a supervisor of their own and waits until the server answers. */
export async function startSupervised(orders: SupervisorOrders, ready: Readiness): Promise<SupervisedServer> {
  const supervisor = spawn(process.execPath, [SUPERVISOR], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '' },
  });
  const ended = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  supervisor.stdin.on('error', () => undefined); // it died: `ended` tells
  let fault: string | undefined;
  let serverExited: ((how: string) => void) | undefined;
  const exited = new Promise<string>((resolve) => (serverExited = resolve));
  const started = new Promise<number>((resolve, reject) => {
    supervisor.once('error', reject);
    createInterface({ input: supervisor.stdout }).on('line', (line) => {
      const report = JSON.parse(line) as SupervisorReport;
      if ('started' in report) resolve(report.started.at(-1) ?? 0);
      else if ('failed' in report) fault = report.failed;
      else {
        const how = `ended with ${report.signal ?? `status ${report.code}`}`;
        fault ??= `${report.exited} ${how}`;
        if (report.exited === orders.processes.at(-1)?.name) serverExited?.(how);
      }
    });
    void ended.then(() => {
      reject(new Error('its supervisor ended'));
      serverExited?.('ended with its supervisor');
    });
  });

  const graceMs = orders.graceMs * orders.processes.length + 10_000;
  const finish = async (lastWord: string): Promise<void> => {
    supervisor.stdin.end(lastWord);
    await within(ended, graceMs, () => `${ready.name} not stopped after ${graceMs} ms`);
  };

  supervisor.stdin.write(`${JSON.stringify(orders)}\n`);
  try {
    const pid = await started;
    await waitUntilReady(ready, () => fault);
    return {
      pid,
      exited,
      stop: () => finish(''),
      stopKeepingData: () => finish('keep\n'),
      async kill() {
        try {
          process.kill(-pid, 'SIGKILL');
        } catch {
          return; // gone already
        }
        await within(exited, 10_000, () => `${ready.name} (pid ${pid}) survived SIGKILL`);
      },
    };
  } catch (error) {
    const lines = await Promise.all(orders.processes.map(({ logFile }) => lastLines(logFile)));
    await finish('').catch(() => undefined);
    ready.signal?.throwIfAborted();
    throw new Error(`${ready.name} did not start: ${(error as Error).message}\n${lines.join('\n')}`, {
      cause: error,
    });
  }
}

async function waitUntilReady(
  { probe, timeoutMs, signal }: Readiness,
  fault: () => string | undefined,
): Promise<void> {
  const unwanted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  unwanted.catch(() => undefined);
  const deadline = Date.now() + timeoutMs;
  let lastError = 'no answer';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const failure = fault();
    if (failure !== undefined) throw new Error(failure);
    try {
      await within(
        Promise.race([probe(), unwanted]),
        Math.max(1, deadline - Date.now()),
        () => 'the probe hung',
      );
      return;
    } catch (error) {
      lastError = (error as Error).message;
    }
    await sleep(50);
  }
  throw new Error(`not ready after ${timeoutMs} ms (${lastError})`);
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-LAST_LOG_LINES);
  return [`--- last lines of ${file}`, ...lines].join('\n');
}
