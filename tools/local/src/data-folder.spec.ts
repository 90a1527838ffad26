import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { assertRoom, noteAddresses } from './data-folder.js';

const teardown = autoTeardown(afterEach);

test('a disk with too little room is a fault that names the folder and what is needed', async () => {
  await expect(assertRoom('/', Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /^the disk of \/ has \d+ MB free, at least \d+ MB are needed/,
  );
  await assertRoom('/', 1);
});

test('keeps where this run answers and shows its traces, and nothing of the run before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'data-folder-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));

  await noteAddresses(folder, { gateway: 'http://127.0.0.1:8080', jaegerUrl: 'http://127.0.0.1:4321' });
  expect(await readFile(join(folder, 'gateway-url'), 'utf8')).toBe('http://127.0.0.1:8080\n');
  expect(await readFile(join(folder, 'jaeger-url'), 'utf8')).toBe('http://127.0.0.1:4321\n');

  await noteAddresses(folder, { gateway: 'http://127.0.0.1:8081', jaegerUrl: null });
  expect(await readdir(folder)).toEqual(['gateway-url']);
});
