import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, leakCheck, tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningIngest } from '../running-ingest.js';
import { openPatch } from './open-patch.js';
import { beginUpload, idIn, offsetOf, patch, submitUpload, tus } from './tus-request.js';

const leaks = leakCheck();
const teardown = autoTeardown();
const shared = { MAX_UPLOAD_BYTES: '100000000' };
let one: RunningIngest;
let other: RunningIngest;
let place: { DATABASE_URL: string; STORAGE_URL: string };

beforeAll(async () => {
  one = await RunningIngest.start(teardown, shared);
  const { url } = one.database.options as { url: string };
  place = { DATABASE_URL: url, STORAGE_URL: `file://${one.folder}` };
  other = await RunningIngest.start(teardown, { ...shared, ...place });
});
afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
}, 60_000);

const statusOf = async (response: Promise<Response>) => (await response).status;

test('any gateway goes on where another one ended, and makes the job', async () => {
  const bytes = tinyRecording(500);
  const path = await beginUpload(one, bytes.length);

  expect(await statusOf(patch(one, path, 0, bytes.subarray(0, 1_000)))).toBe(204);
  expect(await offsetOf(other, path)).toBe(1_000);
  expect(await statusOf(patch(other, path, 1_000, bytes.subarray(1_000)))).toBe(204);
  const response = await submitUpload(one, idIn(path));

  expect(((await response.json()) as PublicJob).recording).toMatchObject({ size_bytes: bytes.length });
});

test('while somebody sends, nobody else does, on whatever gateway', async () => {
  const path = await beginUpload(one, 100_000);
  const first = await openPatch(one.url, { path, key: one.key });
  const sending = new AbortController();
  const steadily = (async () => {
    for (let piece = 0; !sending.signal.aborted; piece += 1) {
      await first.write(Buffer.alloc(100, 'a'));
      await sleep(50);
    }
  })();
  await eventually(async () => expect(await holders(path)).toBe(1));

  const seconds = await Promise.all(
    [one, other].map(async (gateway) => [
      await statusOf(patch(gateway, path, 0, Buffer.from('b'))),
      await statusOf(tus(gateway, 'DELETE', path)),
      await statusOf(submitUpload(gateway, idIn(path))),
      await statusOf(tus(gateway, 'HEAD', path)),
    ]),
  );

  expect(seconds).toEqual([
    [423, 423, 409, 200],
    [423, 423, 409, 200],
  ]);
  sending.abort();
  await steadily;
  first.end();
  const answered = await first.answer;
  expect(answered?.status).toBe(204);
  expect(await offsetOf(other, path)).toBe(answered?.offset);
});

test('a client takes over from its own connection that is dead and does not know it', async () => {
  const path = await beginUpload(one, 20);
  const dead = await openPatch(one.url, { path, key: one.key });
  await dead.write(Buffer.from('hello'));
  await eventually(async () => expect(await holders(path)).toBe(1));

  expect(await offsetOf(other, path)).toBe(5);
  expect(await statusOf(patch(other, path, 5, Buffer.from(' world')))).toBe(204);

  expect((await dead.answer)?.status).toBe(423);
  expect(await offsetOf(one, path)).toBe(11);
});

test('what arrived before the client went away is kept', async () => {
  const path = await beginUpload(one, 1_000_000);
  const cut = await openPatch(one.url, { path, key: one.key, size: 1_000_000 });
  await cut.write(Buffer.alloc(300_000, 'a'));
  await eventually(async () => expect(await holders(path)).toBe(1));
  cut.cut();

  await eventually(async () => expect(await holders(path)).toBe(0));
  expect(await offsetOf(other, path)).toBe(300_000);
});

test('bytes of which the checksum cannot be compared are not kept', async () => {
  const path = await beginUpload(one, 1_000_000);
  const headers = { 'upload-checksum': 'sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=' };
  const cut = await openPatch(one.url, { path, key: one.key, size: 1_000_000, headers });
  await cut.write(Buffer.alloc(300_000, 'a'));
  await eventually(async () => expect(await holders(path)).toBe(1));
  cut.cut();

  await eventually(async () => expect(await holders(path)).toBe(0));
  expect(await offsetOf(other, path)).toBe(0);
});

test('a gateway that stops keeps what arrived, and another one goes on', async () => {
  const stopping = autoTeardown(() => undefined);
  const third = await RunningIngest.start(stopping, { ...shared, ...place });
  const path = await beginUpload(third, 20);
  const open = await openPatch(third.url, { path, key: third.key });
  await open.write(Buffer.from('hello'));
  await eventually(async () => expect(await holders(path)).toBe(1));

  await stopping.run();

  expect((await open.answer)?.status).toBe(503);
  expect(await offsetOf(one, path)).toBe(5);
  expect(await statusOf(patch(one, path, 5, Buffer.from(' world')))).toBe(204);
});

test('of a gateway that is killed what it stored counts, and another one goes on when its hold has ended', async () => {
  const size = 40 * 1_048_576;
  const bytes = Buffer.alloc(size, tinyRecording(10_000));
  const path = await beginUpload(one, size);
  const killed = await gatewayProcess();
  const open = await openPatch(killed.url, { path, key: one.key, size });
  // Two parts and a half; nothing waits for the last half.
  void open.write(bytes.subarray(0, 36 * 1_048_576)).catch(() => undefined);
  await eventually(async () => expect(await stored(path)).toBeGreaterThanOrEqual(32 * 1_048_576));
  killed.kill();
  expect(await open.answer).toBeUndefined();

  const offset = await offsetOf(one, path);
  expect(offset).toBe(await stored(path));
  expect(offset).toBeLessThan(36 * 1_048_576);
  await eventually(
    async () => expect(await statusOf(patch(one, path, offset, bytes.subarray(offset)))).toBe(204),
    { timeoutMs: 20_000 },
  );
  expect(await stored(path)).toBe(size);
}, 60_000);

async function gatewayProcess(): Promise<{ url: string; kill(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'gateway-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...one.environment },
  });
  const ended = once(child, 'exit');
  teardown.add('gateway process', async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, kill: () => void child.kill('SIGKILL') };
}

async function holders(path: string): Promise<number> {
  const rows = await one.database.query<unknown[]>(
    'select 1 from ingest.uploads where id = $1 and held_until > now()',
    [idIn(path)],
  );
  return rows.length;
}

async function stored(path: string): Promise<number> {
  const [row] = await one.database.query<[{ received: string }]>(
    'select received from ingest.uploads where id = $1',
    [idIn(path)],
  );
  return Number(row.received);
}
