import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually, type Teardown } from '@meeting-intelligence/testing';
import { expect } from 'vitest';
import { FaultPlan } from '../../src/injectors/index.js';

export interface Victim {
  /** What it has said. */
  readonly said: readonly string[];
  /** Gives it a line, and so work. */
  tell(line?: string): void;
  /** Its signal or status. */
  readonly end: Promise<string>;
}

const script = fileURLToPath(new URL('victim.mjs', import.meta.url));

/** A part of a service under the preload of the plan, ready to work or dead already. */
export async function startVictim(
  teardown: Teardown,
  part: string,
  plan: FaultPlan,
  env: Readonly<Record<string, string>> = {},
): Promise<Victim> {
  const child = spawn(process.execPath, [script, part], {
    env: { PATH: process.env.PATH, ...plan.environment(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const end = once(child, 'close').then(([status, signal]) => String(signal ?? status));
  teardown.add('victim', () => {
    child.kill('SIGKILL');
    return end;
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  child.stdin.on('error', () => undefined);
  await eventually(() => expect(said.includes('ready') || hasEnded(child)).toBe(true), { timeoutMs: 20_000 });
  return { said, tell: (line = '') => void child.stdin.write(`${line}\n`), end };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

export async function temporaryFolder(teardown: Teardown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mi-faults-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  return folder;
}

export async function newPlan(teardown: Teardown): Promise<FaultPlan> {
  return FaultPlan.in(join(await temporaryFolder(teardown), 'faults'));
}
