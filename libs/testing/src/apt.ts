import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './server-binaries.js';

/** How to become root: not needed, by sudo without a password, or not at all. */
export type RootPrefix = readonly string[] | undefined;

const APT_TIMEOUT_MS = 15 * 60_000;
// Another apt (unattended-upgrades on a fresh machine) may hold the lock for a while: wait instead of failing.
const OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
const ENVIRONMENT = ['DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_MODE=l'];
const POLICY = '/usr/sbin/policy-rc.d';

export async function rootPrefix(): Promise<RootPrefix> {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo');
  if (sudo === undefined) return undefined;
  const works = await execute([sudo, '-n', 'true'], 10_000).then(
    () => true,
    () => false,
  );
  return works ? [sudo, '-n'] : undefined;
}

/** Installs packages without letting Debian start the servers in them. */
export async function aptInstall(packages: readonly string[], asRoot: readonly string[]): Promise<void> {
  const apt = (...args: string[]) =>
    execute([...asRoot, 'env', ...ENVIRONMENT, 'apt-get', ...OPTIONS, ...args], APT_TIMEOUT_MS);
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  await withoutServiceStarts(asRoot, async () => {
    try {
      await install();
    } catch {
      // No package lists yet (a fresh image), or stale ones that name versions the mirror no longer has.
      await apt('update');
      await install();
    }
  });
}

/** While `work` runs, package scripts may neither start, stop nor restart any service (policy-rc.d's answer 101). */
async function withoutServiceStarts(asRoot: readonly string[], work: () => Promise<void>): Promise<void> {
  const existing = await stat(POLICY).catch(() => undefined);
  if (existing) return work(); // the owner of the machine has a policy: keep to it
  const folder = await mkdtemp(join(tmpdir(), 'mi-apt-'));
  const ours = join(folder, 'policy-rc.d');
  try {
    await writeFile(ours, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await execute([...asRoot, 'install', '-m', '755', ours, POLICY], 10_000);
    await work();
  } finally {
    await execute([...asRoot, 'rm', '-f', POLICY], 10_000);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a command to its end; its output is shown only in the error. */
export function execute([command = '', ...args]: readonly string[], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    let output = '';
    const keep = (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-4_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${[command, ...args].join(' ')} ended with ${signal ?? `status ${code}`}\n${output.trim()}`,
          ),
        );
    });
  });
}
