// Runs as a process of its own between us and a private server, and ends the server when its standard input
// closes, which the kernel does for us however our process dies (SIGKILL included). It imports nothing but Node,
// so that Node can run the TypeScript source of it directly (the tests do) as well as the compiled file.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface SupervisedProcess {
  /** Names it in reports. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logFile: string;
  /** Asks for an orderly end. */
  readonly stopSignal: NodeJS.Signals;
  /** Used instead when the data is thrown away anyway. */
  readonly quickStopSignal: NodeJS.Signals;
}

/** First line on standard input. */
export interface SupervisorOrders {
  /** Started in this order, ended in reverse; the last one is the server itself. */
  readonly processes: readonly SupervisedProcess[];
  readonly uid?: number;
  readonly gid?: number;
  readonly graceMs: number;
  /** Folder to remove at the end, unless the line `keep` arrives first. */
  readonly removeAtEnd?: string;
}

/** Lines on standard output. */
export type SupervisorReport =
  | { readonly started: readonly number[] }
  | { readonly exited: string; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly failed: string };

const children: { child: ChildProcess; order: SupervisedProcess }[] = [];
let orders: SupervisorOrders | undefined;
let keepData = false;
let ending = false;

function report(line: SupervisorReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function isRunning({ child }: { child: ChildProcess }): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the whole group is gone already
  }
}

function launch(order: SupervisedProcess, { uid, gid }: SupervisorOrders): void {
  const log = openSync(order.logFile, 'a');
  const child = spawn(order.command, order.args, {
    cwd: order.cwd,
    env: order.env,
    // A process group of its own: Ctrl-C in the terminal must not reach it before we decide on the order.
    detached: true,
    stdio: ['ignore', log, log],
    ...(uid === undefined ? {} : { uid, gid }),
  });
  closeSync(log);
  const entry = { child, order };
  children.push(entry);
  child.once('error', (error) => report({ failed: `${order.name} (${order.command}): ${error.message}` }));
  child.once('exit', (code, signal) => {
    report({ exited: order.name, code, signal });
    if (!ending) void endAll();
  });
}

async function end(entry: { child: ChildProcess; order: SupervisedProcess }, graceMs: number): Promise<void> {
  if (isRunning(entry)) {
    const exited = new Promise<void>((resolve) => entry.child.once('exit', () => resolve()));
    const quick = !keepData && orders?.removeAtEnd !== undefined;
    signalGroup(entry.child, quick ? entry.order.quickStopSignal : entry.order.stopSignal);
    const timer = setTimeout(() => signalGroup(entry.child, 'SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }
  // Helpers of the server that outlived it (they share its group).
  signalGroup(entry.child, 'SIGKILL');
}

async function endAll(): Promise<void> {
  ending = true;
  for (const entry of [...children].reverse()) await end(entry, orders?.graceMs ?? 0);
}

async function finish(): Promise<void> {
  await endAll();
  if (orders?.removeAtEnd !== undefined && !keepData) {
    rmSync(orders.removeAtEnd, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  process.exit(0);
}

process.stdout.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void finish());

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line === 'keep') {
    keepData = true;
    return;
  }
  orders = JSON.parse(line) as SupervisorOrders;
  for (const order of orders.processes) launch(order, orders);
  report({ started: children.flatMap(({ child }) => child.pid ?? []) });
});
lines.on('close', () => void finish());
