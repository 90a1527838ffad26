import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { asMissing, asStorageError, asTaken, notFound } from './folder-errors.js';
import { Measurement } from './measured.js';
import { assertKey } from './object-key.js';
import { ObjectStore, type StoredObject } from './object-store.js';

/** No upload lasts this long; what is older was left by a process that crashed. */
const STALE_MS = 24 * 3_600_000;

/**
 * Objects as files below one folder, which several processes may share. A file gets its name only when it is complete
 * and on the disk; until then it is in `.partial`, inside the folder so that the rename stays on one file system.
 */
export class FolderObjectStore extends ObjectStore {
  private readonly partial: string;
  private sweptAt = 0;

  constructor(private readonly folder: string) {
    super();
    this.partial = join(folder, '.partial');
  }

  async put(key: string, source: Readable): Promise<StoredObject> {
    assertKey(key);
    const target = join(this.folder, key);
    const temporary = join(this.partial, randomUUID());
    const measurement = new Measurement();
    try {
      await this.prepare(dirname(target)).catch(asStorageError);
      const file = await open(temporary, 'wx').catch(asStorageError);
      await writeAll(file, measurement.through(source));
      await rename(temporary, target)
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
    const file = await open(join(this.folder, key), 'r').catch((error: unknown) => asMissing(key, error));
    if ((await file.stat()).isFile()) return file.createReadStream();
    await file.close();
    throw notFound(key);
  }

  async delete(key: string): Promise<void> {
    assertKey(key);
    await rm(join(this.folder, key), { force: true }).catch(asStorageError);
  }

  async check(): Promise<void> {
    const probe = join(this.partial, randomUUID());
    try {
      await mkdir(this.partial, { recursive: true });
      const file = await open(probe, 'wx');
      await file.close();
      await rm(probe);
    } catch (error) {
      asStorageError(error);
    }
  }

  /** Under a second name, as a rename would replace what is there. */
  protected async create(key: string, text: string): Promise<boolean> {
    const target = join(this.folder, key);
    const temporary = join(this.partial, randomUUID());
    try {
      await this.prepare(dirname(target));
      await writeFile(temporary, text, { flag: 'wx', flush: true });
      await link(temporary, target);
      await flushFolder(dirname(target));
      return true;
    } catch (error) {
      return asTaken(error);
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private async prepare(targetFolder: string): Promise<void> {
    await mkdir(this.partial, { recursive: true });
    await mkdir(targetFolder, { recursive: true });
    if (Date.now() - this.sweptAt < STALE_MS) return;
    this.sweptAt = Date.now();
    for (const name of await readdir(this.partial)) await removeIfStale(join(this.partial, name));
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
async function removeIfStale(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
}
