import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, testDatabase } from '@meeting-intelligence/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../src/adapters/database.js';
import { TypeOrmJobLedger } from '../src/adapters/typeorm-job-ledger.js';
import { JobOrders } from '../src/opening/job-orders.js';
import { openJob, openWaitingJob } from './a-job.js';

// The compiled command, as an operator runs it.
const COMMAND = fileURLToPath(new URL('../dist/reseal-secrets.js', import.meta.url));
const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`) as [string, string];
const teardown = autoTeardown(afterAll);
let databaseUrl: string;
let database: DataSource;
let ledger: TypeOrmJobLedger;

beforeAll(async () => {
  databaseUrl = teardown.use(await testDatabase()).url;
  database = await openDatabase(databaseUrl, createLogger({ name: 'ingest', version: '0' }, 'fatal'));
  teardown.add('database', () => database.destroy());
  ledger = new TypeOrmJobLedger(database);
}, 120_000);

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { env, timeout: 25_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('orders come under the first key, and say what they said', async () => {
  const order = { recordingUrl: 'https://media.cms.example/a.ogg?signature=4d2f', webhook: null };
  const older = new JobOrders(KeyRing.parse(k1));
  const ids = Array.from({ length: 20 }, () => randomUUID());
  for (const id of ids) await openWaitingJob(ledger, { id, sealedOrder: older.seal(order, id) });
  await openJob(ledger);
  const lost = await openWaitingJob(ledger, {
    sealedOrder: KeyRing.parse(`k9:${k1.slice(3)}`).seal('{}', 'x'),
  });

  const { status, stdout, stderr } = await run(['--json'], {
    DATABASE_URL: databaseUrl,
    SECRET_KEYS: `${k2},${k1}`,
  });

  expect(JSON.parse(stdout)).toMatchObject({ seals_with: 'k2', looked_at: 21, resealed: 20, unreadable: 1 });
  expect(stderr).toBe(`SECRET_KEY_UNKNOWN: the secret of job ${lost} does not open\n`);
  expect(status).toBe(1);
  const newest = new JobOrders(KeyRing.parse(k2));
  for (const id of ids) expect(newest.orderOf((await ledger.find(id))!)).toEqual(order);
});

test('help names the service', async () => {
  expect(await run(['--help'], {})).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/-- ingest --dry-run/),
  });
});
