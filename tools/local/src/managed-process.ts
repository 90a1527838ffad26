import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Console } from './console.js';

export interface ProcessDefinition {
  readonly name: string;
  /** The compiled entry point. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the process is ready for work. */
  readonly readyUrl: string;
}

export interface Timings {
  /** How long a process may take until it is ready. */
  readonly startTimeoutMs: number;
  /** How long a process may take to finish what is in flight. */
  readonly stopTimeoutMs: number;
  /** Pause before the first restart; doubles with each that does not last, up to `maxRestartDelayMs`. */
  readonly restartDelayMs: number;
  readonly maxRestartDelayMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  startTimeoutMs: 60_000,
  stopTimeoutMs: 40_000,
  restartDelayMs: 500,
  maxRestartDelayMs: 15_000,
};

const PRELOADS = ['end-with-launcher', 'map-our-stacks'].flatMap((name) => [
  '--import',
  fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)),
]);
const LAST_LINES = 20;
const PROBE_TIMEOUT_MS = 2_000;
const STEADY_AFTER_MS = 30_000;

/**
 * One of our own processes: started, watched until it is ready, restarted when it dies, stopped in the end.
 * Its output is relayed to people and kept, as it is, in `<logFolder>/<name>.log`.
 */
export class ManagedProcess {
  private child: ChildProcess | undefined;
  private readonly log: WriteStream;
  private readonly lastLines: string[] = [];
  private stopping = false;
  private failedStarts = 0;
  private readonly stopSignal = new AbortController();

  constructor(
    private readonly definition: ProcessDefinition,
    logFolder: string,
    private readonly console: Console,
    private readonly timings: Timings = DEFAULT_TIMINGS,
  ) {
    this.log = createWriteStream(join(logFolder, `${definition.name}.log`), { flags: 'a' });
    this.log.on('error', (error) => this.console.say(`log of ${definition.name}: ${error.message}`));
  }

  get name(): string {
    return this.definition.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when the process is ready; rejects with its last lines when it ends or stays silent. */
  async start(): Promise<void> {
    const child = this.launch();
    await this.waitUntilReady(child);
    child.once('exit', (code, signal) => void this.onUnexpectedExit(code, signal));
    // It may have ended between its answer and this line.
    if (hasEnded(child)) void this.onUnexpectedExit(child.exitCode, child.signalCode);
  }

  /** SIGTERM, then after the time to drain (at once when `hurry` is aborted) SIGKILL. Waits until it is gone. */
  async stop(hurry?: AbortSignal): Promise<void> {
    this.stopping = true;
    this.stopSignal.abort();
    const child = this.child;
    if (child !== undefined && !hasEnded(child)) {
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const kill = () => child.kill('SIGKILL');
      const timer = setTimeout(() => {
        this.console.say(`${this.name} did not stop within ${this.timings.stopTimeoutMs} ms: killing it`);
        kill();
      }, this.timings.stopTimeoutMs);
      hurry?.addEventListener('abort', kill, { once: true });
      if (hurry?.aborted) kill();
      else child.kill('SIGTERM');
      await gone;
      clearTimeout(timer);
      hurry?.removeEventListener('abort', kill);
    }
    await new Promise<void>((resolve) => this.log.end(() => resolve()));
  }

  private launch(): ChildProcess {
    const { script, env } = this.definition;
    const child = spawn(process.execPath, [...PRELOADS, script], {
      env,
      // A process group of its own, as Ctrl-C must reach the launcher only: it knows the order to stop things in.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.lastLines.length = 0;
    child.on('error', (error) => this.onLine(`could not start: ${error.message}`));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.onLine(line));
    }
    return child;
  }

  private onLine(line: string): void {
    this.lastLines.push(line);
    if (this.lastLines.length > LAST_LINES) this.lastLines.shift();
    if (!this.log.writableEnded) this.log.write(`${line}\n`);
    this.console.relay(this.name, line);
  }

  private async waitUntilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + this.timings.startTimeoutMs;
    const { readyUrl } = this.definition;
    while (Date.now() < deadline) {
      if (this.stopping) throw new Error(`${this.name} was stopped before it was ready`);
      if (hasEnded(child) || child.pid === undefined) throw this.failure(`ended with ${outcome(child)}`);
      const response = await fetch(readyUrl, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).catch(
        () => undefined,
      );
      await response?.body?.cancel();
      if (response?.ok) return;
      await sleep(100);
    }
    child.kill('SIGKILL');
    throw this.failure(`was not ready within ${this.timings.startTimeoutMs} ms (${readyUrl})`);
  }

  private failure(what: string): Error {
    return new Error(
      [`${this.name} ${what}. Its last lines:`, ...this.lastLines.map((line) => `  ${line}`)].join('\n'),
    );
  }

  private async onUnexpectedExit(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.stopping) return;
    const diedAt = Date.now();
    const delayMs = Math.min(
      this.timings.restartDelayMs * 2 ** this.failedStarts,
      this.timings.maxRestartDelayMs,
    );
    this.failedStarts += 1;
    this.console.say(
      `${this.name} ended with ${signal ?? `status ${code}`}: starting it again in ${delayMs} ms`,
    );
    try {
      await sleep(delayMs, undefined, { signal: this.stopSignal.signal });
      await this.start();
      this.console.say(`${this.name} is back after ${Date.now() - diedAt} ms`);
      setTimeout(() => (this.failedStarts = 0), STEADY_AFTER_MS).unref();
    } catch (error) {
      if (this.stopping) return;
      this.console.say((error as Error).message);
      void this.onUnexpectedExit(this.child?.exitCode ?? null, this.child?.signalCode ?? null);
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function outcome(child: ChildProcess): string {
  return child.signalCode ?? `status ${child.exitCode}`;
}
