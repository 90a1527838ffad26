import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { secretKeysOf } from './secret-keys.js';

const teardown = autoTeardown(afterEach);

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mi-spec-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  return folder;
}

test('a folder gets one ring, which stays and which nobody else can read', async () => {
  const folder = await dataFolder();
  const keys = await secretKeysOf(folder);

  expect(keys).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
  expect(await secretKeysOf(folder)).toBe(keys);
  expect((await stat(join(folder, 'secret-keys'))).mode & 0o777).toBe(0o600);
  expect(await secretKeysOf(await dataFolder())).not.toBe(keys);
});

test('a ring that was edited to rotate its keys is taken as it is', async () => {
  const folder = await dataFolder();
  await writeFile(join(folder, 'secret-keys'), 'k2:new,k1:old\n');

  expect(await secretKeysOf(folder)).toBe('k2:new,k1:old');
});

test('a given ring is used instead, and not kept', async () => {
  const folder = await dataFolder();

  expect(await secretKeysOf(folder, 'k9:given')).toBe('k9:given');
  await expect(readFile(join(folder, 'secret-keys'))).rejects.toThrow('ENOENT');
});

test('a ring that cannot be read is an error', async () => {
  const folder = await dataFolder();

  await writeFile(join(folder, 'data'), '');
  await expect(secretKeysOf(join(folder, 'data'))).rejects.toThrow(/cannot read the key ring .*secret-keys/);
});
