import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { autoTeardown, freePort, testDatabase } from '@meeting-intelligence/testing';
import { createLogger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../src/adapters/database.js';

// The compiled command, as an operator runs it.
const COMMAND = fileURLToPath(new URL('../dist/reseal-secrets.js', import.meta.url));
const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`) as [string, string];
const JOBS = 1_200;
const teardown = autoTeardown(afterAll);
let databaseUrl: string;
let database: DataSource;

beforeAll(async () => {
  databaseUrl = teardown.use(await testDatabase()).url;
  database = await openDatabase(databaseUrl, createLogger({ name: 'notification', version: '0' }, 'fatal'));
  teardown.add('database', () => database.destroy());
}, 120_000);

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { env, timeout: 25_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function keep(jobId: string, secret: string | null): Promise<void> {
  await database.query(
    `insert into notification.targets (job_id, url, secret, metadata) values ($1, 'https://cms.example', $2, '{}')`,
    [jobId, secret],
  );
}

test('seals all rows anew, batch after batch, and tells what it did', async () => {
  const older = KeyRing.parse(k1);
  const jobs = Array.from({ length: JOBS }, () => randomUUID());
  await Promise.all(jobs.map((id) => keep(id, older.seal(`secret of ${id}`, id))));
  await keep(randomUUID(), 'plain');
  await keep(randomUUID(), null);
  const env = { DATABASE_URL: databaseUrl, SECRET_KEYS: `${k2},${k1}` };
  const found = { seals_with: 'k2', looked_at: JOBS + 1, was_plain: 1, unreadable: 0, changed_meanwhile: 0 };

  const dry = await run(['--dry-run', '--json'], env);
  expect(dry).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(dry.stdout)).toMatchObject({ ...found, dry_run: true, resealed: JOBS + 1 });
  const done = await run(['--json'], env);
  expect(JSON.parse(done.stdout)).toMatchObject({
    ...found,
    dry_run: false,
    resealed: JOBS + 1,
    by_key: { k1: JOBS },
  });

  expect(await run([], env)).toEqual({
    status: 0,
    stderr: '',
    stdout: `looked at ${JOBS + 1} secrets: ${JOBS + 1} with k2\n0 are sealed anew with k2, ${JOBS + 1} were already\n`,
  });
  const rows = await database.query<{ job_id: string; secret: string | null }[]>(
    'select job_id, secret from notification.targets',
  );
  const secretOf = new Map(rows.map(({ job_id, secret }) => [job_id, secret]));
  const newest = KeyRing.parse(k2);
  for (const id of jobs) expect(newest.open(secretOf.get(id) ?? '', id)).toBe(`secret of ${id}`);
});

test('names the job of a secret that does not open, never the secret, and ends with status 1', async () => {
  const jobId = randomUUID();
  const sealed = KeyRing.parse(`k9:${randomBytes(32).toString('base64')}`).seal('lost', jobId);
  await keep(jobId, sealed);

  const { status, stdout, stderr } = await run([], { DATABASE_URL: databaseUrl, SECRET_KEYS: `${k2},${k1}` });

  expect(status).toBe(1);
  expect(stdout).toMatch(/1 do not open and stay as they are/);
  expect(stderr).toBe(`SECRET_KEY_UNKNOWN: the secret of job ${jobId} does not open\n`);
});

test.each([
  ['a wrong ring', 78, { SECRET_KEYS: 'k1:hunter2' }, /SECRET_KEYS: key 1: expected ID:KEY/],
  ['no ring', 78, {}, /SECRET_KEYS is missing/],
])('with %s it ends with status %i and says what was expected', async (_, expected, env, message) => {
  const { status, stderr } = await run([], { DATABASE_URL: databaseUrl, ...env });

  expect(status).toBe(expected);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('hunter2');
});

test('a database that is away is told from a fault', async () => {
  const away = `postgres://nobody:hunter2@127.0.0.1:${await freePort()}/nothing`;
  const { status, stderr } = await run([], { DATABASE_URL: away, SECRET_KEYS: k1 });

  expect(status).toBe(75);
  expect(stderr).toMatch(/the database does not answer/);
  expect(stderr).not.toContain('hunter2');
});

test('a wrong option is told, and help helps', async () => {
  expect(await run(['--batch'], {})).toMatchObject({ status: 2, stderr: expect.stringMatching(/--batch/) });
  expect(await run(['--help'], {})).toMatchObject({ status: 0, stdout: expect.stringMatching(/--dry-run/) });
});
