/** The gateway as `npm start` starts it, in its own process, while a recording of 2 GiB streams in. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { autoTeardown, freePort, testBroker, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, expect, test } from 'vitest';
import { makeApiKey } from '../src/api-key.js';
import { ManagedProcess } from '../src/managed-process.js';
import { chooseProviders } from '../src/providers.js';
import { newSecretKeys } from '../src/secret-keys.js';
import { serviceDefinitions } from '../src/service-definitions.js';
import { silentConsole } from './fake-project.js';

const teardown = autoTeardown();
afterAll(() => teardown.run(), 60_000);

const project = fileURLToPath(new URL('../../..', import.meta.url));
const gibibyte = 2 ** 30;
const soundBytes = 2 * gibibyte;
const mostResidentBytes = 200_000_000;
const boundary = 'xXboundaryXx';

test(
  'while 2 GiB stream in less than 200 MB are resident, and others are answered',
  { timeout: 300_000 },
  async () => {
    const { url, key, pid, storage } = await startGateway();
    const latencies: number[] = [];
    const watching = setInterval(() => {
      const startedAt = performance.now();
      void fetch(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${key}` } }).then(
        (response) => void response.body?.cancel().then(() => latencies.push(performance.now() - startedAt)),
      );
    }, 200);
    teardown.add('watching', () => clearInterval(watching));

    const answer = await upload(url, key);

    clearInterval(watching);
    expect(answer).toMatch(/^HTTP\/1\.1 202 /);
    const { id } = JSON.parse(answer.slice(answer.indexOf('{'))) as { id: string };
    expect((await stat(join(storage, 'recordings', id))).size).toBeGreaterThan(soundBytes);
    expect(await mostResident(pid)).toBeLessThan(mostResidentBytes);
    expect(latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)]).toBeLessThan(2_000);
  },
);

async function startGateway() {
  const [{ url: databaseUrl }, broker] = [teardown.use(await testDatabase()), await testBroker()];
  teardown.add('broker', () => broker.close());
  const folder = await mkdtemp(join(tmpdir(), 'large-upload-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const [port, healthPort] = [await freePort('0.0.0.0'), await freePort('0.0.0.0')];
  const storage = join(folder, 'storage');
  const definition = serviceDefinitions({
    project,
    storageFolder: storage,
    amqpUrl: broker.amqpUrl,
    databases: { ingest: databaseUrl, persistence: databaseUrl, notification: databaseUrl },
    ports: {
      ingest: port,
      persistence: 1,
      health: { ingest: healthPort, transcription: 1, analysis: 1, persistence: 1, notification: 1 },
    },
    providers: chooseProviders({}, 'http://127.0.0.1:1'),
    secretKeys: newSecretKeys(),
    environment: {
      PATH: process.env.PATH,
      QUEUE_PREFIX: broker.prefix,
      MAX_UPLOAD_BYTES: String(3 * gibibyte),
      MIN_FREE_BYTES: '0',
      RATE_LIMIT_READS_PER_MINUTE: '0',
      LOG_LEVEL: 'warn',
    },
  }).find(({ name }) => name === 'ingest')!;
  const gateway = new ManagedProcess(definition, folder, silentConsole());
  teardown.add('gateway', () => gateway.stop());
  await gateway.start();
  const key = await makeApiKey({ project, databaseUrl, name: 'large' });
  return { url: `http://127.0.0.1:${port}`, key, pid: gateway.pid!, storage };
}

/** Silence, 48 kHz in stereo, of which one piece is sent again and again. */
async function upload(url: string, key: string): Promise<string> {
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(soundBytes + 36, 4);
  head.writeUInt32LE(soundBytes, 40);
  const opening = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="long.wav"\r\n\r\n`;
  const end = `\r\n--${boundary}--\r\n`;
  const length = opening.length + head.length + soundBytes + end.length;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const answer = once(socket.setEncoding('latin1'), 'data') as Promise<[string]>;
  const headers = [`Authorization: Bearer ${key}`, `Content-Type: multipart/form-data; boundary=${boundary}`];
  socket.write(
    `POST /v1/jobs HTTP/1.1\r\nHost: gateway\r\n${headers.join('\r\n')}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  socket.write(opening);
  socket.write(head);
  const piece = Buffer.alloc(2 ** 20);
  for (let sent = 0; sent < soundBytes; sent += piece.length)
    if (!socket.write(piece)) await once(socket, 'drain');
  socket.write(end);
  const [text] = await answer;
  socket.destroy();
  return text;
}

/** The kernel's own high-water mark since the process began: nothing between two samples is missed. */
async function mostResident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}
