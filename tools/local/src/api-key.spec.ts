import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiKeyOf } from './api-key.js';

const teardown = autoTeardown(afterEach);
let folder: string;
/** Keys that the gateway takes. */
let good: string[];
let gateway: string;

/** In place of the command of ingest: prints a key with a number of its own. */
const fakeCommand = `
import { appendFileSync, readFileSync } from 'node:fs';
const [file] = [import.meta.filename + '.calls'];
appendFileSync(file, JSON.stringify([process.argv.slice(2), process.env.DATABASE_URL]) + '\\n');
console.log(JSON.stringify({ key: 'mi_key-' + readFileSync(file, 'utf8').trim().split('\\n').length }));
`;

beforeEach(async () => {
  good = [];
  folder = await mkdtemp(join(tmpdir(), 'mi-api-key-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'services/ingest/dist'), { recursive: true });
  await writeFile(join(folder, 'services/ingest/package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'services/ingest/dist/api-keys.js'), fakeCommand);
  const server = createServer((request, response) => {
    const isGood = good.some((key) => request.headers.authorization === `Bearer ${key}`);
    response.writeHead(isGood ? 404 : 401, { connection: 'close' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('gateway', () => new Promise((resolve) => server.close(resolve)));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

const keyOfFolder = () =>
  apiKeyOf(folder, gateway, { project: folder, databaseUrl: 'postgres://ingest', name: 'npm start' });

test('makes a key by the command of ingest and keeps it for its owner', async () => {
  expect(await keyOfFolder()).toBe('mi_key-1');

  expect(await readFile(join(folder, 'api-key'), 'utf8')).toBe('mi_key-1\n');
  expect((await stat(join(folder, 'api-key'))).mode & 0o777).toBe(0o600);
  const calls = await readFile(join(folder, 'services/ingest/dist/api-keys.js.calls'), 'utf8');
  expect(JSON.parse(calls)).toEqual([
    expect.arrayContaining(['create', 'default', 'jobs:read,jobs:write,webhooks:write']),
    'postgres://ingest',
  ]);
});

test('uses the key of the folder as long as the gateway takes it', async () => {
  good = [await keyOfFolder()];
  expect(await keyOfFolder()).toBe('mi_key-1');

  good = [];

  expect(await keyOfFolder()).toBe('mi_key-2');
  expect(await readFile(join(folder, 'api-key'), 'utf8')).toBe('mi_key-2\n');
});

test('replaces what is no key', async () => {
  await writeFile(join(folder, 'api-key'), 'half\nof a key');

  expect(await keyOfFolder()).toBe('mi_key-1');
});
