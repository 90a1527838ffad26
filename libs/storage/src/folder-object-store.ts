import { randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  opendir,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { asStorageError, asTaken, isMissing, notFound, rootMissing } from './folder-errors.js';
import { Measurement } from './measured.js';
import { assertKey, assertPrefix } from './object-key.js';
import { ObjectStore, type ListedObject, type StoredObject } from './object-store.js';

const aDayMs = 24 * 3_600_000;
const freeIsFreshMs = 2_000;

/**
 * Objects as files below one folder, which several processes may share. A file gets its name only when it is complete
 * and on the disk; until then it is in `.partial`, inside the folder so that the rename stays on one file system.
 *
 * `.partial` is also the mark of the root. A process makes it with its first write, and never again: where it is missing
 * later, the volume is away, which is an outage, and nothing is written to the disk below it.
 */
export class FolderObjectStore extends ObjectStore {
  private readonly partial: string;
  private opened = false;
  private sweptAt = 0;
  private free?: { readonly bytes: Promise<number>; readonly measuredAt: number };

  /** `staleMs`: no write lasts this long; what is older in `.partial` was left by a process that crashed. */
  constructor(
    private readonly folder: string,
    private readonly staleMs = aDayMs,
  ) {
    super();
    this.partial = join(folder, '.partial');
  }

  async put(key: string, source: Readable): Promise<StoredObject> {
    assertKey(key);
    const target = join(this.folder, key);
    const temporary = join(this.partial, randomUUID());
    const measurement = new Measurement();
    try {
      await this.open().catch(asStorageError);
      const file = await open(temporary, 'wx').catch(asStorageError);
      await writeAll(file, measurement.through(source));
      await mkdir(dirname(target), { recursive: true })
        .then(() => rename(temporary, target))
        .then(() => flushFolder(dirname(target)))
        .catch(asStorageError);
      return measurement.result();
    } catch (error) {
      source.destroy();
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async get(key: string): Promise<Readable> {
    assertKey(key);
    const file = await open(join(this.folder, key), 'r').catch((error: unknown) =>
      this.asMissing(key, error),
    );
    if ((await file.stat()).isFile()) return file.createReadStream();
    await file.close();
    throw notFound(key);
  }

  async withFile<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result> {
    if (!(await this.has(key))) throw notFound(key);
    return work(resolve(this.folder, key));
  }

  async has(key: string): Promise<boolean> {
    assertKey(key);
    try {
      return (await stat(join(this.folder, key))).isFile();
    } catch (error) {
      if (!isMissing(error)) return asStorageError(error);
      await this.assertRoot();
      return false;
    }
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    assertPrefix(prefix);
    await this.assertRoot();
    const from = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    yield* this.listFolder(from, (key) => key.startsWith(prefix));
  }

  override async keepFirst(key: string, make: () => Promise<string>): Promise<string> {
    assertKey(key);
    await this.open().catch(asStorageError);
    return super.keepFirst(key, make);
  }

  async delete(key: string): Promise<void> {
    assertKey(key);
    await rm(join(this.folder, key), { force: true }).catch(asStorageError);
  }

  async check(): Promise<void> {
    const probe = join(this.partial, randomUUID());
    try {
      await this.open();
      const file = await open(probe, 'wx');
      await file.close();
      await rm(probe);
    } catch (error) {
      asStorageError(error);
    }
  }

  async freeBytes(): Promise<number> {
    if (!this.free || Date.now() - this.free.measuredAt > freeIsFreshMs) {
      const bytes = this.measureFree();
      // Whoever asks meanwhile waits for the same; a failure is nobody else's.
      this.free = { bytes, measuredAt: Date.now() };
      bytes.catch(() => (this.free = undefined));
    }
    return this.free.bytes;
  }

  /** Under a second name, as a rename would replace what is there. */
  protected async create(key: string, text: string): Promise<boolean> {
    const target = join(this.folder, key);
    const temporary = join(this.partial, randomUUID());
    try {
      await writeFile(temporary, text, { flag: 'wx', flush: true });
      await mkdir(dirname(target), { recursive: true });
      await link(temporary, target);
      await flushFolder(dirname(target));
      return true;
    } catch (error) {
      return asTaken(error);
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private async *listFolder(from: string, wanted: (key: string) => boolean): AsyncGenerator<ListedObject> {
    const folder = await opendir(join(this.folder, from)).catch(unlessMissing);
    if (!folder) return;
    for await (const entry of folder) {
      const key = `${from}${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        // Of a folder `a`, a prefix `a` means all that is in it, and the prefix `a/b` was cut off before.
        if (wanted(`${key}/`)) yield* this.listFolder(`${key}/`, wanted);
        continue;
      }
      const found = wanted(key) && (await stat(join(this.folder, key)).catch(unlessMissing));
      if (found) yield { key, modifiedAt: found.mtime };
    }
  }

  /** What may be used by who is not root. */
  private async measureFree(): Promise<number> {
    await this.open().catch(asStorageError);
    const { bavail, bsize } = await statfs(this.partial).catch(asStorageError);
    return bavail * bsize;
  }

  private async asMissing(key: string, error: unknown): Promise<never> {
    if (!isMissing(error)) return asStorageError(error);
    await this.assertRoot();
    throw notFound(key);
  }

  private async assertRoot(): Promise<void> {
    const root = await stat(this.partial).catch((error: unknown) =>
      isMissing(error) ? undefined : asStorageError(error),
    );
    if (!root) throw rootMissing();
  }

  /** Before every write and every check: the readiness of a service that writes seldom sweeps, too. */
  private async open(): Promise<void> {
    if (!this.opened) await mkdir(this.partial, { recursive: true });
    this.opened = true;
    if (Date.now() - this.sweptAt < this.staleMs) return;
    this.sweptAt = Date.now();
    for (const name of await readdir(this.partial))
      await removeIfOlder(join(this.partial, name), this.staleMs);
  }
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  try {
    // Only what the file system throws is ours to explain; an error of the source goes out as it is.
    for await (const chunk of chunks) await file.writeFile(chunk).catch(asStorageError);
    await file.sync().catch(asStorageError);
  } finally {
    await file.close();
  }
}

/** Without this a power cut may forget the rename, though not the bytes. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Another process may sweep at the same time. */
async function removeIfOlder(path: string, ageMs: number): Promise<void> {
  const found = await stat(path).catch(unlessMissing);
  if (found && Date.now() - found.mtimeMs > ageMs) await rm(path, { force: true });
}

/** What went away while it was looked at is not there. */
function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) asStorageError(error);
}
