/**
 * What tracing costs: the whole pipeline with export on, off (no receiver is named) and absent (the calls are not even
 * there, see without-tracing.mjs), each a system of its own, taking turns in one run, so that whatever else the machine does
 * meets all of them. `npm run build && npx node bench/telemetry.ts [JOBS A TURN] [TURNS]` (default 60 and 6).
 *
 * CPU time of the five services for one job says more than jobs a second, which on a busy machine are mostly about the machine.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jobs = Number(process.argv[2] ?? 60);
const turns = Number(process.argv[3] ?? 6);
const clients = 8;
const patienceMs = 120_000;
const services = ['ingest', 'transcription', 'analysis', 'persistence', 'notification'];
/** Of /proc: what a unit of CPU time is. */
const tickMs = 10;

/** A second of sound; what is added to it makes each job another recording. */
const recording = execFileSync('ffmpeg', [
  ...['-nostdin', '-loglevel', 'error', '-t', '1', '-i', join(root, 'samples/planning-meeting.ogg')],
  ...['-f', 'ogg', 'pipe:1'],
]);
const told = new Set<string>();
const cms = await listening((id) => told.add(id));
let exported = 0;
const collector = await listening(() => (exported += 1));

/** What `npm start -- --json` prints. */
interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

interface Variant extends StartReport {
  readonly name: string;
  readonly launcher: ChildProcess;
  readonly folder: string;
  readonly jobsPerSecond: number[];
  readonly cpuMsPerJob: number[];
}

const absent = new URL('without-tracing.mjs', import.meta.url).href;
const variants: Variant[] = [];
try {
  variants.push(await start('on', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }));
  variants.push(await start('off', {}));
  variants.push(await start('absent', { NODE_OPTIONS: `--import=${absent}` }));
  for (const variant of variants) await turn(variant); // caches and the compiler are warm after it
  for (const { jobsPerSecond, cpuMsPerJob } of variants)
    for (const values of [jobsPerSecond, cpuMsPerJob]) values.pop();
  for (let round = 0; round < turns; round += 1) {
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)]) await turn(variant);
  }
  console.log(`\n| tracing | jobs/s, median | CPU ms a job, median | lowest to highest | against absent |`);
  console.log('| --- | --- | --- | --- | --- |');
  const base = median(variants.at(-1)!.cpuMsPerJob);
  for (const { name, jobsPerSecond, cpuMsPerJob } of variants) {
    const cpu = median(cpuMsPerJob);
    const range = `${Math.min(...cpuMsPerJob).toFixed(1)} to ${Math.max(...cpuMsPerJob).toFixed(1)}`;
    const change = `${cpu >= base ? '+' : ''}${((cpu / base - 1) * 100).toFixed(1)} %`;
    console.log(
      `| ${name} | ${median(jobsPerSecond).toFixed(1)} | ${cpu.toFixed(1)} | ${range} | ${change} |`,
    );
  }
  console.log(`\n${turns} turns of ${jobs} jobs each; ${exported} batches were exported`);
} finally {
  for (const { launcher, folder } of variants) {
    launcher.kill('SIGTERM');
    await once(launcher, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
  for (const { server } of [cms, collector]) {
    server.closeAllConnections();
    server.close();
  }
}

async function start(name: string, environment: Record<string, string>): Promise<Variant> {
  const folder = mkdtempSync(join(tmpdir(), `meeting-intelligence-telemetry-${name}-`));
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('OTEL_')));
  const launcher = spawn(
    process.execPath,
    [join(root, 'tools/local/dist/main.js'), 'start', '--json', '--data', folder],
    {
      env: {
        ...own,
        STAND_IN_MODE: 'instant',
        AMQP_URL: '',
        DATABASE_URL: '',
        RETRY_DELAYS_MS: '200,400,800',
        RATE_LIMIT_CREATES_PER_MINUTE: '0',
        RATE_LIMIT_READS_PER_MINUTE: '0',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  const report = JSON.parse(line) as StartReport;
  return { ...report, name, launcher, folder, jobsPerSecond: [], cpuMsPerJob: [] };
}

/** So many jobs through one system, from the first POST to the last webhook. */
async function turn(variant: Variant): Promise<void> {
  told.clear();
  const cpuBefore = cpuMsOf(variant);
  const startedAt = performance.now();
  let submitted = 0;
  const client = async () => {
    while (submitted < jobs) {
      submitted += 1;
      await submit(variant, submitted);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  while (told.size < jobs) {
    if (performance.now() - startedAt > patienceMs) throw new Error(`${told.size} of ${jobs} webhooks came`);
    await sleep(5);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  // What is exported later belongs to it.
  await sleep(1_500);
  variant.jobsPerSecond.push(jobs / seconds);
  variant.cpuMsPerJob.push((cpuMsOf(variant) - cpuBefore) / jobs);
  console.log(
    [variant.name, variant.jobsPerSecond.at(-1)!.toFixed(1), variant.cpuMsPerJob.at(-1)!.toFixed(1)].join(
      '\t',
    ),
  );
}

async function submit({ gateway, apiKey, name }: Variant, number: number): Promise<void> {
  const form = new FormData();
  form.set('webhook_url', cms.url);
  form.set(
    'file',
    new Blob([new Uint8Array(recording), `${name} ${number} ${performance.now()}`]),
    'job.ogg',
  );
  const response = await fetch(`${gateway}/v1/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: form,
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

/** User and system time of the five services so far (proc(5), fields 14 and 15 of stat). */
function cpuMsOf({ pids }: Variant): number {
  return services.reduce((sum, service) => {
    const stat = readFileSync(`/proc/${pids[service]}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * tickMs;
  }, 0);
}

/** A server that takes everything; `onRequest` is told the id of a webhook. */
async function listening(onRequest: (id: string) => void) {
  const server = createServer((request, response) => {
    onRequest(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
