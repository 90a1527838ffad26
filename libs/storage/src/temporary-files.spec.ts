import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TemporaryFiles } from './temporary-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporary-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a file is there while it is used, and gone after work that succeeded or failed', async () => {
  const files = new TemporaryFiles(join(folder, 'used'));

  const seen = await files.use(async (path) => {
    await writeFile(path, 'x');
    return readdir(join(folder, 'used'));
  });
  const failing = files.use(async (path) => {
    await writeFile(path, 'x');
    throw new Error('no luck');
  });

  expect(seen).toHaveLength(1);
  await expect(failing).rejects.toThrow('no luck');
  expect(await readdir(join(folder, 'used'))).toEqual([]);
});

test('what a killed process left is swept, and not what another one is using', async () => {
  for (const name of ['left', 'in-use']) await writeFile(join(folder, name), 'x');
  const aMinuteAgo = Date.now() / 1_000 - 60;
  await utimes(join(folder, 'left'), aMinuteAgo, aMinuteAgo);

  await new TemporaryFiles(folder, 30_000).open();

  const names = await readdir(folder);
  expect(names).toContain('in-use');
  expect(names).not.toContain('left');
});

test.each<[string, (path: string) => Promise<unknown>]>([
  ['that others may look into', async (path) => (await mkdir(path), chmod(path, 0o755))],
  ['that is a link', async (path) => (await mkdir(`${path} elsewhere`), symlink(`${path} elsewhere`, path))],
])('a folder %s is not used', async (name, make) => {
  const path = join(folder, name);
  await make(path);

  await expect(new TemporaryFiles(path).use(async () => 'used')).rejects.toThrow('a folder of ours');
});
