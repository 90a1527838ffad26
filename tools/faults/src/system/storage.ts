import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface StoredFile {
  /** Below the storage folder, with slashes: `recordings/<job id>`. */
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** Every file below the storage folder, those that are not objects yet included. */
export async function storedFiles(folder: string): Promise<StoredFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      // It may be renamed or removed while we look.
      const status = await stat(path).catch(() => undefined);
      return status && { key: relative(folder, path), bytes: status.size, modifiedAt: status.mtimeMs };
    }),
  );
  return found.filter((file) => file !== undefined);
}

/** Removes every file and no folder: a store whose folder is gone is a volume that is away. */
export async function clearStorage(folder: string): Promise<void> {
  for (const { key } of await storedFiles(folder)) await rm(join(folder, key), { force: true });
}
