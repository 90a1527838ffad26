import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A value of SECRET_KEYS with one new key. */
export function newSecretKeys(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}

/**
 * The key ring that seals what is in a data folder: made with the folder, and kept in it, for its owner's eyes. It may be edited
 * to rotate the keys (docs/secrets.md). One that is given in the environment is used instead, and not kept.
 */
export async function secretKeysOf(folder: string, given?: string): Promise<string> {
  if (given) return given;
  const file = join(folder, 'secret-keys');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the key ring ${file}: ${error.message}`, { cause: error });
  });
  if (kept !== undefined) return kept.trim();
  const keys = newSecretKeys();
  // Whole or not at all: half a ring would lock the secrets of the folder away.
  const half = `${file}.new`;
  await writeFile(half, `${keys}\n`, { mode: 0o600 });
  await rename(half, file);
  return keys;
}
