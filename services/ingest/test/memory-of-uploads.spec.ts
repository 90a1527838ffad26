/** The gateway as its own process, with the broker and the database, while a large recording streams in. */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { autoTeardown, eventually, freePort, testBroker, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, expect, test } from 'vitest';
import { boundary, filePart, lastPart } from './raw-http.js';

const teardown = autoTeardown();
afterAll(() => teardown.run(), 60_000);

/** Enough to tell streaming from collecting; bench/uploads.ts sends 2 GiB. */
const soundBytes = 256 * 2 ** 20;
const mostGrowthMiB = 160;
const compiled = (name: string) => join(import.meta.dirname, `../dist/${name}.js`);

test(
  'while a recording streams in little of it is in memory, and others are answered',
  { timeout: 120_000 },
  async () => {
    const { url, key, pid } = await startGateway();
    const before = await residentMiB(pid);
    const samples: number[] = [];
    const latencies: number[] = [];
    const watching = setInterval(() => {
      void residentMiB(pid).then((now) => samples.push(now));
      const startedAt = performance.now();
      void fetch(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${key}` } }).then(
        (response) => void response.body?.cancel().then(() => latencies.push(performance.now() - startedAt)),
      );
    }, 200);
    teardown.add('watching', () => clearInterval(watching));

    const answer = await upload(url, key);

    clearInterval(watching);
    expect(answer).toMatch(/^HTTP\/1\.1 202 /);
    expect(samples.length).toBeGreaterThan(10);
    expect(Math.max(...samples) - before).toBeLessThan(mostGrowthMiB);
    expect(latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)]).toBeLessThan(2_000);
  },
);

async function startGateway(): Promise<{ url: string; key: string; pid: number }> {
  const [{ url: DATABASE_URL }, broker] = [teardown.use(await testDatabase()), await testBroker()];
  teardown.add('broker', () => broker.close());
  const folder = await mkdtemp(join(tmpdir(), 'large-upload-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const [port, healthPort] = [await freePort('0.0.0.0'), await freePort('0.0.0.0')];
  const environment = {
    ...{ PATH: process.env.PATH, AMQP_URL: broker.amqpUrl, QUEUE_PREFIX: broker.prefix, DATABASE_URL },
    ...{ STORAGE_URL: pathToFileURL(folder).href, PORT: String(port), HEALTH_PORT: String(healthPort) },
    PERSISTENCE_URL: 'http://127.0.0.1:1',
    INTERNAL_TOKEN: 'internal-token-internal-token-internal',
    SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    MAX_UPLOAD_BYTES: String(2 * soundBytes),
    MIN_FREE_BYTES: '0',
    RATE_LIMIT_READS_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
  };
  const gateway = spawn(process.execPath, [compiled('main')], { env: environment, stdio: ['ignore', 2, 2] });
  const exit = once(gateway, 'exit');
  teardown.add('gateway', async () => {
    gateway.kill('SIGTERM');
    await exit;
  });
  await eventually(
    async () => expect((await fetch(`http://127.0.0.1:${healthPort}/ready`)).status).toBe(200),
    { timeoutMs: 30_000 },
  );
  const options = [
    'create',
    '--owner',
    'cms',
    '--name',
    'large',
    '--scopes',
    'jobs:read,jobs:write',
    '--json',
  ];
  const made = execFileSync(process.execPath, [compiled('api-keys'), ...options], { env: environment });
  const { key } = JSON.parse(made.toString()) as { key: string };
  return { url: `http://127.0.0.1:${port}`, key, pid: gateway.pid! };
}

/** Silence, 48 kHz in stereo. */
async function upload(url: string, key: string): Promise<string> {
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(soundBytes + 36, 4);
  head.writeUInt32LE(soundBytes, 40);
  const opening = filePart('file', 'long.wav', head).subarray(0, -2);
  const length = opening.length + soundBytes + 2 + lastPart.length;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const answer = once(socket.setEncoding('latin1'), 'data') as Promise<[string]>;
  const headers = [`Authorization: Bearer ${key}`, `Content-Type: multipart/form-data; boundary=${boundary}`];
  socket.write(
    `POST /v1/jobs HTTP/1.1\r\nHost: gateway\r\n${headers.join('\r\n')}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  socket.write(opening);
  const piece = Buffer.alloc(2 ** 20);
  for (let sent = 0; sent < soundBytes; sent += piece.length)
    if (!socket.write(piece.subarray(0, soundBytes - sent))) await once(socket, 'drain');
  socket.write('\r\n');
  socket.write(lastPart);
  const [text] = await answer;
  socket.destroy();
  return text;
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}
