import { chown, mkdir, mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The system user a server runs as; undefined means: as ourselves. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Servers refuse to run as root (PostgreSQL) or should not: then they run as their own user, else as nobody. */
export async function serverAccount(preferred: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of [preferred, 'nobody']) {
    const [name, , uid, gid] = entries.find(([entry]) => entry === wanted) ?? [];
    if (name !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `running as root, and there is neither a user "${preferred}" nor "nobody" to run the server as`,
  );
}

/** A folder that belongs to the account: the given one, or a fresh one in the first temp folder it can reach. */
export async function dataFolder(
  given: string | undefined,
  prefix: string,
  account: ServerAccount | undefined,
): Promise<string> {
  const folder = given === undefined ? await temporaryFolder(prefix, account) : resolve(given);
  await mkdir(dirname(folder), { recursive: true }); // parents with the usual permissions, only ours is private
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await canReach(dirname(folder), account))) {
    throw new Error(
      `${folder} cannot be reached by user ${account?.name}: choose a folder outside of a private one`,
    );
  }
  if (account && (await stat(folder)).uid !== account.uid) await chown(folder, account.uid, account.gid);
  return folder;
}

async function temporaryFolder(prefix: string, account: ServerAccount | undefined): Promise<string> {
  for (const parent of [tmpdir(), '/var/tmp', '/tmp']) {
    if (await canReach(parent, account)) return mkdtemp(join(parent, `${prefix}-`));
  }
  throw new Error(`no temporary folder that user ${account?.name} can reach`);
}

/** Whether the account may pass through every folder down to `folder` (the ordinary permission bits only). */
export async function canReach(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  if (account === undefined) return true;
  for (let path = resolve(folder); ; path = dirname(path)) {
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined) return false;
    const bit = entry.uid === account.uid ? 0o100 : entry.gid === account.gid ? 0o010 : 0o001;
    if ((entry.mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
