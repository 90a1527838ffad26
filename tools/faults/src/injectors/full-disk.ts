import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export interface SmallDiskOptions {
  readonly bytes: number;
  /** Who besides root may use it, as a server that runs under an account of its own; default: we. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/** A disk of its own, in memory, that can be filled. */
export interface SmallDisk {
  /** On the disk, and empty at first. */
  readonly folder: string;
  /** Takes what is left, but for `leaveBytes`. Whoever writes then gets ENOSPC; what removes files makes room again. */
  fill(leaveBytes?: number): Promise<void>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  availableBytes(): Promise<number>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 1_048_576;
/** In the file system of the process that holds the disk; nobody else sees what it mounts there. */
const MOUNT_POINT = '/tmp';

/** Why there can be no such disk here; undefined when there can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  try {
    const disk = await startSmallDisk({ bytes: CHUNK_BYTES });
    await disk.close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Mounted in the mount namespace of a process that only holds it, and reached through `/proc/<pid>/root`. So the machine's
 * own file system never changes, and nothing can stay mounted: the kernel removes the disk when the holder ends, which
 * is when its standard input closes, however we end. Linux only; needs to be root, or user namespaces for everybody.
 */
export async function startSmallDisk({ bytes, account }: SmallDiskOptions): Promise<SmallDisk> {
  if (process.platform !== 'linux') throw new Error('a small disk needs Linux');
  const isRoot = process.getuid?.() === 0;
  if (account && !isRoot) throw new Error('a small disk for another account needs root');
  const { holder, pid } = await startHolder(bytes, isRoot, account);
  const root = `/proc/${pid}/root${MOUNT_POINT}`;
  const folder = join(root, 'disk');
  const filler = join(root, 'filler');
  const availableBytes = async () => {
    const { bavail, bsize } = await statfs(root);
    return bavail * bsize;
  };
  await mkdir(folder, { mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);

  return {
    folder,
    availableBytes,
    fill: async (leaveBytes = 0) => {
      const file = await open(filler, 'a');
      try {
        for (let left = await availableBytes(); left > leaveBytes; left = await availableBytes()) {
          await file.write(Buffer.alloc(Math.min(CHUNK_BYTES, left - leaveBytes)));
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // somebody else took the rest
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler, { force: true }),
    close: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const gone = once(holder, 'exit');
      holder.stdin?.end();
      await gone;
    },
  };
}

async function startHolder(
  bytes: number,
  isRoot: boolean,
  account: SmallDiskOptions['account'],
): Promise<{ readonly holder: ChildProcess; readonly pid: number }> {
  // Processes of the account may pass through /proc/<pid>/root of their own account's processes only.
  const become = account ? `setpriv --reuid=${account.uid} --regid=${account.gid} --clear-groups ` : '';
  const hold = 'echo mounted; while read -r line; do :; done'; // until its standard input ends
  const script = `mount -t tmpfs -o size=${bytes},mode=0755 faults ${MOUNT_POINT} && exec ${become}sh -c '${hold}'`;
  const namespaces = ['--mount', ...(isRoot ? [] : ['--user', '--map-root-user'])];
  const holder = spawn('unshare', [...namespaces, 'sh', '-c', script], {
    // Ctrl-C is for the services: their disk stays until they have ended.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  holder.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const answer = await Promise.race([
    once(holder.stdout, 'data').then(() => 'mounted'),
    once(holder, 'close').then(() => complaint.trim() || 'the holder ended'),
  ]).catch((error: Error) => error.message);
  if (answer !== 'mounted' || holder.pid === undefined) {
    throw new Error(`cannot mount a small disk: ${answer}`);
  }
  return { holder, pid: holder.pid };
}
