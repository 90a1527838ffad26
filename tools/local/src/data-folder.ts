import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { canReach, isAlive, serverAccount } from '@meeting-intelligence/testing';

// Measured: the two empty servers with the services' tables do not fit in 62 MB. The rest is for recordings.
const NEEDED_BYTES = 256 * 1024 * 1024;

/** A fresh folder for one demo. Others must be able to pass through it: servers run as a user of their own. */
export async function temporaryDataFolder(): Promise<string> {
  for (const parent of [tmpdir(), '/var/tmp']) {
    if (await reachable(parent)) return opened(await mkdtemp(join(parent, 'meeting-intelligence-')));
  }
  throw new Error(`no temporary folder that the servers can reach (tried ${tmpdir()} and /var/tmp)`);
}

/**
 * Where `start` keeps its data between runs: `.local` in the project, or, when the project is in a folder that
 * the servers' user may not enter (root's home for instance), one under /var/tmp that belongs to this project.
 */
export async function projectDataFolder(project: string): Promise<string> {
  const inProject = join(project, '.local');
  if (await reachable(project)) {
    await mkdir(inProject, { recursive: true });
    return inProject;
  }
  const id = createHash('sha256').update(project).digest('hex').slice(0, 8);
  const folder = join('/var/tmp', `meeting-intelligence-${basename(project)}-${id}`);
  await mkdir(folder, { recursive: true });
  return opened(folder);
}

/** @throws when the servers' user cannot enter it */
export async function givenDataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  await mkdir(folder, { recursive: true });
  await opened(folder);
  if (await reachable(folder)) return folder;
  throw new Error(
    `--data ${path}: the users that run the servers may not enter this folder; expected one under /var/tmp or the like`,
  );
}

async function reachable(folder: string): Promise<boolean> {
  const accounts = await Promise.all([serverAccount('postgres'), serverAccount('rabbitmq')]);
  return (await Promise.all(accounts.map((account) => canReach(folder, account)))).every(Boolean);
}

async function opened(folder: string): Promise<string> {
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  return folder;
}

/** A server on a full disk fails with a fault of its own that hides the reason. @throws naming the folder */
export async function assertRoom(folder: string, neededBytes = NEEDED_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new Error(
    `the disk of ${folder} has ${megabytes(freeBytes)} free, at least ${megabytes(neededBytes)} are needed; ` +
      'another folder: npm start -- --data FOLDER, or TMPDIR=FOLDER npm run demo',
  );
}

/** Where a run answers, beside its key, for `npm run meeting -- --data FOLDER`; of a run before nothing is left. */
export async function noteAddresses(
  folder: string,
  { gateway, jaegerUrl }: { readonly gateway: string; readonly jaegerUrl: string | null },
): Promise<void> {
  await writeFile(join(folder, 'gateway-url'), `${gateway}\n`);
  if (jaegerUrl === null) await rm(join(folder, 'jaeger-url'), { force: true });
  else await writeFile(join(folder, 'jaeger-url'), `${jaegerUrl}\n`);
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MB`;
}

/** Two launchers on one folder would ruin its data. Returns what releases the folder. */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'launcher.pid');
  const holder = Number(await readFile(lock, 'utf8').catch(() => '0'));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`${folder} is in use by another npm start (process ${holder}): end that one first`);
  }
  await writeFile(lock, String(process.pid));
  return () => rm(lock, { force: true });
}
