import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IssuedApiKey, PublicApiKey } from '@meeting-intelligence/contracts';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, freePort, startPrivatePostgres, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Authenticator } from '../src/access/authenticator.js';
import { parseKeyText } from '../src/access/key-text.js';
import { openDatabase } from '../src/adapters/database.js';
import { TypeOrmApiKeys } from '../src/adapters/typeorm-api-keys.js';

// The compiled command, as an operator runs it.
const command = join(import.meta.dirname, '../dist/api-keys.js');

interface Ended {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const teardown = autoTeardown();
let url: string;
let database: DataSource;
afterAll(() => teardown.run(), 60_000);
beforeAll(async () => {
  ({ url } = teardown.use(await testDatabase()));
  const made = JSON.parse((await run('create', ...cms, '--json')).stdout) as IssuedApiKey;
  expect(made.owner).toBe('cms'); // the first command makes the schema
  database = await openDatabase(url, createLogger({ name: 'ingest', version: 'test' }, 'silent'));
  teardown.add('data source', () => database.destroy());
}, 60_000);
beforeEach(async () => void (await database.query('delete from ingest.api_keys')));

const cms = ['--owner', 'cms', '--name', 'CMS prod', '--scopes', 'jobs:read,jobs:write'];

function run(...args: readonly string[]): Promise<Ended> {
  return runWith({ DATABASE_URL: url }, ...args);
}

function runWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env }, timeout: 30_000 };
    execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? error.signal ?? 'killed') : 0, stdout, stderr }),
    );
  });
}

const authenticate = (text: string) =>
  new Authenticator(new TypeOrmApiKeys(database)).authenticate([`Bearer ${text}`]);

async function created(...args: readonly string[]): Promise<IssuedApiKey> {
  const { stdout } = await run('create', ...cms, '--json', ...args);
  return JSON.parse(stdout) as IssuedApiKey;
}

async function listed(): Promise<PublicApiKey[]> {
  const { stdout } = await run('list', '--json');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PublicApiKey);
}

test('makes a key that opens the gateway, alone on standard output', async () => {
  const { status, stdout, stderr } = await run('create', ...cms);
  const text = stdout.trim();

  expect(status).toBe(0);
  expect(stdout).toBe(`${text}\n`);
  const { id, secret } = parseKeyText(text)!;
  expect(await authenticate(text)).toEqual({
    keyId: id,
    owner: 'cms',
    scopes: ['jobs:read', 'jobs:write'],
  });
  expect(stderr).toContain(id);
  expect(stderr).not.toContain(secret);
});

test('makes a key that expires', async () => {
  const key = await created('--expires', '90d');

  const days = (Date.parse(key.expires_at!) - Date.parse(key.created_at)) / 86_400_000;
  expect(days).toBeCloseTo(90, 2);
  expect(await created('--expires', '2099-01-02')).toMatchObject({ expires_at: '2099-01-02T00:00:00.000Z' });
});

test('lists keys, newest first, without secrets', async () => {
  const first = await created();
  const second = await created();
  await run('revoke', first.id);

  const table = await run('list');

  expect(await listed()).toMatchObject([
    { id: second.id, owner: 'cms', name: 'CMS prod', revoked_at: null },
    { id: first.id, revoked_at: expect.any(String) as string },
  ]);
  expect(table.status).toBe(0);
  const lines = table.stdout.trim().split('\n');
  expect(lines[0]).toMatch(/^ID +OWNER +STATE +LAST USED +SCOPES +NAME$/);
  expect(lines[1]).toMatch(new RegExp(`^${second.id} +cms +good +never +jobs:read,jobs:write +CMS prod$`));
  expect(lines[2]).toMatch(new RegExp(`^${first.id} +cms +revoked`));
  expect(table.stdout).not.toContain(parseKeyText(second.key)!.secret);
});

test('an empty list is no failure', async () => {
  expect(await run('list')).toEqual({ status: 0, stdout: '', stderr: 'no keys\n' });
});

test('rotates a key, with a grace period for the old secret', async () => {
  const key = await created();
  const { stdout } = await run('rotate', key.id, '--grace', '1h');
  const rotated = stdout.trim();

  expect(parseKeyText(rotated)!.id).toBe(key.id);
  expect(await authenticate(rotated)).toMatchObject({ owner: 'cms' });
  expect(await authenticate(key.key)).toMatchObject({ owner: 'cms' });

  await run('rotate', key.id);

  await expect(authenticate(key.key)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(authenticate(rotated)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('revokes a key, as often as it is told to', async () => {
  const key = await created();

  expect(await run('revoke', key.id)).toMatchObject({ status: 0, stdout: '' });
  expect(await run('revoke', key.id, '--json')).toMatchObject({ status: 0 });

  await expect(authenticate(key.key)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await run('rotate', key.id)).toMatchObject({ status: 1, stdout: '' });
});

test.each(['rotate', 'revoke'])('%s says so when there is no such key', async (what) => {
  expect(await run(what, '0123456789abcdef')).toMatchObject({
    status: 3,
    stdout: '',
    stderr: 'there is no API key with this id\n',
  });
});

test('wrong usage is told, and nothing is done', async () => {
  const { status, stdout, stderr } = await run('create', '--owner', 'cms', '--scopes', 'jobs:all');

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/--name is missing\n.*--scopes .*jobs:read.*\n.*--help says more/);
  expect(await listed()).toEqual([]);
});

test('--help needs no database', async () => {
  const { status, stdout } = await runWith({}, '--help');

  expect(status).toBe(0);
  expect(stdout).toContain('npm run api-keys -- rotate ID');
});

test('without a database it says how to name one', async () => {
  const { status, stderr } = await runWith({}, 'list');

  expect(status).toBe(2);
  expect(stderr).toContain('expected --data FOLDER or the DATABASE_URL of ingest');
});

test('a database that is not there is waited for a moment, and its password is not told', async () => {
  const DATABASE_URL = `postgres://somebody:canary@127.0.0.1:${await freePort()}/nothing`;
  const { status, stderr } = await runWith({ DATABASE_URL }, 'list');

  expect(status).toBe(75);
  expect(stderr).not.toContain('canary');
}, 30_000);

test('finds the database of npm start by its data folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mi-api-keys-'));
  teardown.add('folder', () => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const server = await startPrivatePostgres({ dataFolder: join(folder, 'postgres'), durable: false });
  teardown.add('server', () => server.stop());
  await server.createDatabase('meetings_ingest');

  const made = await runWith({}, 'create', ...cms, '--data', folder);

  expect(made.status).toBe(0);
  expect((await runWith({}, 'list', '--json', '--data', folder)).stdout).toContain(
    parseKeyText(made.stdout.trim())!.id,
  );
  expect(await runWith({}, 'list', '--data', join(folder, 'nowhere'))).toMatchObject({ status: 2 });
}, 120_000);
