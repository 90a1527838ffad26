// The programs of Debian's next release beside those of this machine, for a RabbitMQ newer than the installed one.
// Only its `/usr` is kept. A program of it runs in a mount namespace of its own, in which that folder lies over ours:
// all other paths, `/proc` included, are the same inside and outside, and the kernel ends the mount with the process.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { aptInstall, execute } from './apt.js';
import type { ServerAccount } from './server-account.js';
import { findProgram, findRabbitMq } from './server-binaries.js';

const RELEASE = 'trixie';
const FETCH_TIMEOUT_MS = 10 * 60_000;
const DEBOOTSTRAP = ['debootstrap', 'debian-archive-keyring', 'gpgv'];
/** From util-linux, which every Debian and Ubuntu has. */
const TOOLS = ['unshare', 'mount', 'setpriv', 'flock'];
const PRIVATE_MOUNTS = ['--mount', '--propagation', 'private'];

// Under the lock. debootstrap mounts /proc in the tree, in a namespace that goes with it. The tree gets its name when it
// is complete, and what a run that was killed left is removed first.
const MAKE = `set -e
tree=$1 part=$1.part
[ ! -e "$tree" ] || exit 0
rm -rf --one-file-system "$part"
debootstrap --variant=minbase --include=rabbitmq-server ${RELEASE} "$part/root"
mkdir "$part/tree"
mv "$part/root/usr" "$part/tree/usr"
mv "$part/tree" "$tree"
rm -rf --one-file-system "$part"`;

// Its shell is gone through `exec`: the process that is started is, in the end, the program itself.
const ENTER = 'mount --bind "$0" /usr && exec /usr/bin/setpriv "$@"';

/** Why there can be no RabbitMQ 4.x on this machine; undefined when there can (the network is not tried). */
export function rabbitMq4Unavailable(): string | undefined {
  if (findRabbitMq('4') !== undefined) return undefined;
  if (process.platform !== 'linux') return unavailable(['Linux']);
  const missing = TOOLS.filter((name) => findProgram(name) === undefined);
  if (process.getuid?.() !== 0) missing.push('root');
  else if (missing.length === 0 && !mayMount()) missing.push('the right to mount (CAP_SYS_ADMIN)');
  if (!existsSync(treeFolder()) && !findProgram('debootstrap') && !findProgram('apt-get'))
    missing.push('debootstrap (and there is no apt-get to install it with)');
  return missing.length === 0 ? undefined : unavailable(missing);
}

/**
 * The folder with the programs, fetched with debootstrap the first time (which apt installs where it is missing).
 *
 * @throws naming what is missing
 */
export async function provideNextDebian(log: (text: string) => void): Promise<string> {
  const reason = rabbitMq4Unavailable();
  if (reason !== undefined) throw new Error(reason);
  const tree = treeFolder();
  if (existsSync(tree)) return tree;
  if (findProgram('debootstrap') === undefined) {
    log(`installing ${DEBOOTSTRAP.join(' ')} with apt-get …`);
    await aptInstall(DEBOOTSTRAP, []).catch((error: Error) => {
      throw new Error(`${unavailable(['debootstrap'])}: ${error.message}`, { cause: error });
    });
  }
  await mkdir(dirname(tree), { recursive: true });
  log(`fetching RabbitMQ 4.x from Debian ${RELEASE} into ${tree}, once …`);
  const make = ['unshare', ...PRIVATE_MOUNTS, 'sh', '-c', MAKE, 'sh', tree];
  await execute(['flock', `${tree}.lock`, ...make], FETCH_TIMEOUT_MS).catch((error: Error) => {
    const lastWords = error.message.match(/^E: .*/gm)?.join('; ') ?? error.message;
    throw new Error(
      `${unavailable([`the packages of Debian ${RELEASE} (is there a network?)`])}: ${lastWords}`,
      { cause: error },
    );
  });
  return tree;
}

export function inNextDebian(
  tree: string,
  program: string,
  args: readonly string[],
  account: ServerAccount | undefined,
): { readonly command: string; readonly args: readonly string[] } {
  // Only root comes here, and then servers have an account.
  const { uid, gid } = account ?? { uid: 0, gid: 0 };
  const as = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
  return {
    command: '/usr/bin/unshare',
    args: [...PRIVATE_MOUNTS, '/bin/sh', '-c', ENTER, join(tree, 'usr'), ...as, program, ...args],
  };
}

/** One for each user: reused by every run. */
function treeFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'meeting-intelligence', 'rabbitmq-4');
}

function unavailable(missing: readonly string[]): string {
  return `RabbitMQ 4.x is not available: missing ${missing.join(', ')}`;
}

function mayMount(): boolean {
  return spawnSync('unshare', [...PRIVATE_MOUNTS, 'true'], { stdio: 'ignore' }).status === 0;
}
