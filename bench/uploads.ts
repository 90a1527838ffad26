/**
 * Sends 500 slow uploads at once (9 KiB a second each), then one of 2 GiB as fast as it goes, and watches the gateway
 * meanwhile: resident memory, open files, how late its timers are, and how long `GET /v1/jobs/{id}` takes.
 * `npm run build && npx node bench/uploads.ts [MIB] [CLIENTS]`
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const largeBytes = Number(process.argv[2] ?? 2_047) * 2 ** 20;
const clients = Number(process.argv[3] ?? 500);
/** A little more than the slowest that is not given up, and long enough that it is judged. */
const slowBytesPerSecond = 9 * 1_024;
const slowMs = 75_000;
const sampleEveryMs = 200;
const boundary = 'xXboundaryXx';

const folder = mkdtempSync(join(tmpdir(), 'meeting-intelligence-uploads-'));
const delays = mkdtempSync(join(tmpdir(), 'meeting-intelligence-delays-'));
const preload = new URL(`event-loop-delay.mjs?folder=${delays}`, import.meta.url).href;
const launcher = spawn(
  process.execPath,
  [join(root, 'tools/local/dist/main.js'), 'start', '--json', '--data', folder],
  {
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`,
      STAND_IN_MODE: 'instant',
      AMQP_URL: '',
      DATABASE_URL: '',
      MAX_UPLOAD_BYTES: String(4 * 2 ** 30),
      MIN_FREE_BYTES: '0',
      MAX_UPLOADS_PER_KEY: '0',
      RATE_LIMIT_CREATES_PER_MINUTE: '0',
      RATE_LIMIT_READS_PER_MINUTE: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  const { gateway, apiKey, pids } = JSON.parse(line) as StartReport;
  const pid = pids.ingest!;
  await asked(gateway, apiKey);
  console.log(`idle: ${resident(pid)} MiB resident, ${files(pid)} files`);

  await watched(`${clients} slow uploads`, { gateway, apiKey, pid }, async () => {
    const sockets = await Promise.all(
      Array.from({ length: clients }, () => begin(gateway, apiKey, slowBytesPerSecond * 3_600)),
    );
    const endsAt = performance.now() + slowMs;
    while (performance.now() < endsAt) {
      for (const { socket } of sockets) socket.write(Buffer.alloc(slowBytesPerSecond));
      await sleep(1_000);
    }
    const refused = sockets.filter(({ answered }) => answered()).length;
    console.log(`${refused} of ${clients} were given up`);
    for (const { socket } of sockets) socket.destroy();
  });

  await watched(`${largeBytes / 2 ** 20} MiB at once`, { gateway, apiKey, pid }, async () => {
    const { socket, answered } = await begin(gateway, apiKey, largeBytes);
    const piece = Buffer.alloc(2 ** 20);
    const startedAt = performance.now();
    for (let sent = 0; sent < largeBytes; sent += piece.length)
      if (!socket.write(piece.subarray(0, largeBytes - sent))) await once(socket, 'drain');
    const seconds = (performance.now() - startedAt) / 1_000;
    socket.write(`\r\n--${boundary}--\r\n`);
    while (!answered()) await sleep(50);
    console.log(`${(largeBytes / 2 ** 20 / seconds).toFixed(0)} MiB/s, then ${answered()}`);
    socket.destroy();
  });
} finally {
  launcher.kill('SIGTERM');
  await once(launcher, 'exit');
  for (const made of [folder, delays]) rmSync(made, { recursive: true, force: true });
}

/** What `npm start -- --json` prints. */
interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

interface Begun {
  readonly socket: Socket;
  /** First line of the answer, once there is one. */
  readonly answered: () => string | undefined;
}

/** An upload whose sound, of so many bytes, is still to come: 48 kHz in stereo. */
async function begin(gateway: string, apiKey: string, soundBytes: number): Promise<Begun> {
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(soundBytes + 36, 4);
  head.writeUInt32LE(soundBytes, 40);
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="long.wav"\r\n\r\n`;
  const length = part.length + head.length + soundBytes + 2 + boundary.length + 6;
  const socket = connect(Number(new URL(gateway).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text) => (received += String(text)));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /v1/jobs HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${apiKey}\r\n` +
      `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n${part}`,
  );
  socket.write(head);
  return { socket, answered: () => (received === '' ? undefined : received.split('\r\n', 1)[0]) };
}

interface Watched {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pid: number;
}

async function watched(
  what: string,
  { gateway, apiKey, pid }: Watched,
  work: () => Promise<void>,
): Promise<void> {
  const [memory, open, latencies]: number[][] = [[], [], []];
  const timer = setInterval(() => {
    memory!.push(resident(pid));
    open!.push(files(pid));
    void asked(gateway, apiKey).then((ms) => latencies!.push(ms));
  }, sampleEveryMs);
  await work().finally(() => clearInterval(timer));
  const sorted = latencies!.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  const delay = readFileSync(join(delays, String(pid)), 'utf8');
  console.log(
    `${what}: at most ${Math.max(...memory!)} MiB resident and ${Math.max(...open!)} files; GET of a job: ` +
      `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms; event loop (ms, so far) ${delay}`,
  );
}

async function asked(gateway: string, apiKey: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${gateway}/v1/jobs/${randomUUID()}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  await response.body?.cancel();
  return performance.now() - startedAt;
}

function resident(pid: number): number {
  return Math.round(
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024,
  );
}

function files(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
