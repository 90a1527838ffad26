/**
 * Sends many jobs through the whole system and watches the memory of each service: how many a second, and whether memory
 * stays flat: the resident set, and the heap after a garbage collection. `npm run build && npx node bench/jobs.ts [COUNT]` (default 2,000; the stand-in recognises nothing).
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const count = Number(process.argv[2] ?? 2_000);
/** Uploads at the same time; and jobs under way, so that no queue grows without end. */
const clients = 8;
const mostUnderWay = 60;
const rows = 8;
const sampleEveryMs = 1_000;
/** Nothing new for so long: jobs were lost, or the machine is. */
const patienceMs = 60_000;

/** A second of sound; what is added to it makes each job another recording. */
const recording = execFileSync('ffmpeg', [
  ...['-nostdin', '-loglevel', 'error', '-t', '1', '-i', join(root, 'samples/planning-meeting.ogg')],
  ...['-f', 'ogg', 'pipe:1'],
]);

const folder = mkdtempSync(join(tmpdir(), 'meeting-intelligence-jobs-'));
const heaps = mkdtempSync(join(tmpdir(), 'meeting-intelligence-heaps-'));
/** The limit as a container of half a GiB sets it: given much memory, V8 lets garbage lie. */
const nodeOptions = `--max-old-space-size=128 --import=${new URL(`heap-after-gc.mjs?folder=${heaps}`, import.meta.url).href}`;
const told = new Set<string>();
const cms = createServer((request, response) => {
  told.add(String(request.headers['webhook-id']));
  request.resume().on('end', () => response.writeHead(204).end());
}).listen(0, '127.0.0.1');
await once(cms, 'listening');
const { port } = cms.address() as { port: number };

const launcher = spawn(
  process.execPath,
  [join(root, 'tools/local/dist/main.js'), 'start', '--json', '--data', folder],
  {
    env: {
      ...process.env,
      NODE_OPTIONS: nodeOptions,
      STAND_IN_MODE: 'instant',
      AMQP_URL: '',
      DATABASE_URL: '',
      RATE_LIMIT_CREATES_PER_MINUTE: '0',
      RATE_LIMIT_READS_PER_MINUTE: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  const { gateway, apiKey, pids } = JSON.parse(line) as StartReport;
  const services = Object.keys(pids).sort();
  console.log(['jobs', 'jobs/s', ...services.map((name) => `${name} MiB`)].join('\t'));
  let submitted = 0;
  const client = async () => {
    while (submitted < count) {
      while (submitted - told.size >= mostUnderWay) await sleep(50);
      submitted += 1;
      await submit(gateway, apiKey, submitted);
    }
  };
  const work = Promise.all(Array.from({ length: clients }, client));
  const startedAt = performance.now();
  const samples: number[][] = [];
  const heapSamples: number[][] = [];
  let progress = { told: 0, at: startedAt };
  for (let row = 1, now: number[][] = []; row <= rows;) {
    now.push(services.map((name) => megabytes(pids[name]!)));
    if (told.size > progress.told) progress = { told: told.size, at: performance.now() };
    if (performance.now() - progress.at > patienceMs)
      throw new Error(`${told.size} of ${submitted} webhooks came, and no more within ${patienceMs} ms`);
    if (told.size >= (row * count) / rows) {
      const mean = services.map((_, index) => Math.round(average(now.map((sample) => sample[index]!))));
      samples.push(mean);
      heapSamples.push(services.map((name) => heapOf(pids[name]!)));
      console.log(
        [told.size, (told.size / ((performance.now() - startedAt) / 1_000)).toFixed(1), ...mean].join('\t'),
      );
      row += 1;
      now = [];
    }
    await sleep(sampleEveryMs);
  }
  await work;
  // The first half warms caches and the compiler up.
  services.forEach((name, index) => {
    const change = (of: readonly number[][]) =>
      [of[rows / 2 - 1]!, of[rows - 1]!].map((values) => values[index]).join(' to ');
    console.log(
      `${name}: ${change(samples)} MiB resident, ${change(heapSamples)} MiB of heap after a collection`,
    );
  });
} finally {
  launcher.kill('SIGTERM');
  await once(launcher, 'exit');
  cms.close();
  for (const made of [folder, heaps]) rmSync(made, { recursive: true, force: true });
}

/** What `npm start -- --json` prints. */
interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

async function submit(gateway: string, apiKey: string, number: number): Promise<void> {
  const form = new FormData();
  form.set('webhook_url', `http://127.0.0.1:${port}/`);
  form.set('file', new Blob([new Uint8Array(recording), `job ${number}`]), `${number}.ogg`);
  const response = await fetch(`${gateway}/v1/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: form,
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

function megabytes(pid: number): number {
  if (!readdirSync('/proc').includes(String(pid))) throw new Error(`process ${pid} ended`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

function heapOf(pid: number): number {
  return Math.round(Number(readFileSync(join(heaps, String(pid)), 'utf8')) / 1_048_576);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
