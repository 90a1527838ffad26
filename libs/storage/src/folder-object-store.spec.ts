import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asStorageError } from './folder-errors.js';
import { FolderObjectStore } from './index.js';
import { objectStoreContract } from './object-store.contract.js';

let folder: string;
let store: FolderObjectStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'object-store-'));
  store = new FolderObjectStore(join(folder, 'not-there-yet'));
});
afterAll(() => rm(folder, { recursive: true }));

objectStoreContract('FolderObjectStore', () => store);

test('shows nothing of an object before it is complete, and leaves no temporary file', async () => {
  const source = new Readable({ read() {} });
  source.push('the first half');
  const done = store.put('half', source);
  await expect(store.get('half')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
  source.push(null);
  await done;

  expect(await readdir(join(folder, 'not-there-yet/.partial'))).toEqual([]);
});

test('sweeps what a crashed process left, and not what another process is writing', async () => {
  const partial = join(folder, 'swept/.partial');
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'crashed'), 'x');
  await writeFile(join(partial, 'in-use'), 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  await utimes(join(partial, 'crashed'), twoDaysAgo, twoDaysAgo);

  await new FolderObjectStore(join(folder, 'swept')).put('any', Readable.from(['x']));

  expect(await readdir(partial)).toEqual(['in-use']);
});

test('sweeps after the age it was given, also when it is only asked whether it can be used', async () => {
  const partial = join(folder, 'swept-soon/.partial');
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'crashed'), 'x');
  const aMinuteAgo = Date.now() / 1000 - 60;
  await utimes(join(partial, 'crashed'), aMinuteAgo, aMinuteAgo);

  await new FolderObjectStore(join(folder, 'swept-soon'), 30_000).check();

  expect(await readdir(partial)).toEqual([]);
});

test('says STORAGE_UNAVAILABLE while its volume is away, writes nothing below it, and goes on when it is back', async () => {
  const root = join(folder, 'volume');
  const volume = new FolderObjectStore(root);
  await volume.put('recordings/a', Readable.from(['x']));
  await rename(root, join(folder, 'elsewhere'));
  await mkdir(root);

  const away = { code: 'STORAGE_UNAVAILABLE', retryable: true };
  await expect(volume.get('recordings/a')).rejects.toMatchObject(away);
  await expect(volume.has('recordings/a')).rejects.toMatchObject(away);
  await expect(volume.put('recordings/b', Readable.from(['x']))).rejects.toMatchObject(away);
  await expect(volume.keepFirst('recordings/c', () => Promise.resolve('x'))).rejects.toMatchObject(away);
  await expect(volume.list('recordings/')[Symbol.asyncIterator]().next()).rejects.toMatchObject(away);
  await expect(volume.check()).rejects.toMatchObject(away);
  expect(await readdir(root)).toEqual([]);

  await rm(root, { recursive: true });
  await rename(join(folder, 'elsewhere'), root);
  expect(await volume.has('recordings/a')).toBe(true);
});

// Every write to this Linux device fails with the error of a full disk.
test.runIf(existsSync('/dev/full'))('says STORAGE_FULL when there is no room', async () => {
  const failure: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error);

  expect(() => asStorageError(failure)).toThrow(
    expect.objectContaining({ code: 'STORAGE_FULL', retryable: true }),
  );
});

test('says STORAGE_UNAVAILABLE when the folder cannot be one', async () => {
  await writeFile(join(folder, 'a-file'), 'x');
  const impossible = new FolderObjectStore(join(folder, 'a-file'));

  await expect(impossible.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
  await expect(impossible.put('x', Readable.from(['x']))).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
});

test('tells no room of the disk below a volume that is away', async () => {
  const away = join(folder, 'away');
  const mounted = new FolderObjectStore(away);
  await mounted.check();
  await rename(away, `${away}-elsewhere`);

  await expect(mounted.freeBytes()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});

test('who asks for the room again at once is told the same, without asking the disk', async () => {
  const asked = new FolderObjectStore(join(folder, 'asked'));
  const first = await asked.freeBytes();
  await rename(join(folder, 'asked'), join(folder, 'asked-elsewhere'));

  expect(await asked.freeBytes()).toBe(first);
});
