/**
 * What tracing costs the whole pipeline: with export `on`, or `off` (no receiver is named), against absent (the calls are not even
 * there, see without-tracing.mjs). Two systems work at the same time on as many jobs, so that whatever else the machine does meets
 * both alike. Off and absent change places after each round: two processes of the same code differ by more than tracing costs.
 * They are started anew several times: a start is one observation, not a round of it.
 * `npm run build && npx node bench/telemetry.ts on|off [JOBS] [ROUNDS] [STARTS]` (default 30 jobs a round for each system,
 * 12 rounds, 8 starts: about half an hour on two cores).
 *
 * CPU time of the five services for one job says more than jobs a second, which with one machine for both are what each
 * got while the other worked as well.
 */
import { randomUUID } from 'node:crypto';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const variant = process.argv[2];
if (variant !== 'on' && variant !== 'off') throw new Error(`on or off, not ${variant ?? 'nothing'}`);
const [jobs = 30, rounds = 12, starts = 8] = process.argv.slice(3).map(Number);
/** For an interval of 95 %, by degrees of freedom. */
const studentsT = [NaN, 12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];
const clients = 3;
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
const cms = await listening((body) => told.add((JSON.parse(body.toString()) as { job_id: string }).job_id));
let exported = 0;
const collector = await listening(() => (exported += 1));

type Variant = 'on' | 'off' | 'absent';

/** What `npm start -- --json` prints. */
interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

interface System extends StartReport {
  variant: Variant;
  readonly launcher: ChildProcess;
  readonly folder: string;
}

interface Measured {
  readonly jobsPerSecond: number;
  readonly cpuMsPerJob: number;
}

const switchable = { NODE_OPTIONS: `--import=${new URL('without-tracing.mjs', import.meta.url).href}` };
const environments = { on: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, off: switchable };
/** Of each start: what the rounds of each gave. */
const measured: Readonly<Record<Variant, Measured[]>>[] = [];
const running: System[] = [];
try {
  for (let count = 0; count < starts; count += 1) {
    const results: Record<Variant, Measured[]> = { on: [], off: [], absent: [] };
    running.push(await start(variant, environments[variant]), await start('off', switchable));
    turn(running[1]!);
    await Promise.all(running.map(work)); // caches and the compiler are warm after it
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(running.map(async (system) => results[system.variant].push(await work(system))));
      if (variant === 'off') running.forEach(turn);
    }
    measured.push(results);
    console.log(`start ${count + 1}: CPU time ${percent(Math.log(ratio(results, 'cpuMsPerJob')))}`);
    await stopAll();
  }
  console.log(`\n| tracing | jobs/s | against absent | CPU ms a job | against absent |`);
  console.log('| --- | --- | --- | --- | --- |');
  for (const name of [variant, 'absent'] as const) {
    const columns = (['jobsPerSecond', 'cpuMsPerJob'] as const).flatMap((figure) => [
      mean(measured.flatMap((results) => results[name].map((result) => result[figure]))).toFixed(1),
      name === 'absent' ? '' : change(measured.map((results) => ratio(results, figure))),
    ]);
    console.log(`| ${[name, ...columns].join(' | ')} |`);
  }
  console.log(
    `\n${starts} starts, ${rounds} rounds each of ${jobs} jobs for each system; ${exported} batches were exported.` +
      '\nAgainst absent: geometric mean of the ratios of all starts, with its interval of 95 %.',
  );
} finally {
  await stopAll();
  for (const { server } of [cms, collector]) {
    server.closeAllConnections();
    server.close();
  }
}

async function stopAll(): Promise<void> {
  for (const { launcher, folder } of running.splice(0)) {
    launcher.kill('SIGTERM');
    await once(launcher, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(variant: Variant, environment: Record<string, string>): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), `meeting-intelligence-telemetry-${variant}-`));
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
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  const report = JSON.parse(line) as StartReport;
  return { ...report, variant, launcher, folder };
}

/** So many jobs through one system, from the first POST to the last webhook. */
async function work(system: System): Promise<Measured> {
  const cpuBefore = cpuMsOf(system);
  const startedAt = performance.now();
  const ids: string[] = [];
  let begun = 0;
  const client = async () => {
    while (begun < jobs) {
      begun += 1;
      ids.push(await submit(system));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  while (!ids.every((id) => told.has(id))) {
    if (performance.now() - startedAt > patienceMs)
      throw new Error(`${system.variant}: webhooks are missing`);
    await sleep(5);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  // What is exported later belongs to it.
  await sleep(1_500);
  return { jobsPerSecond: jobs / seconds, cpuMsPerJob: (cpuMsOf(system) - cpuBefore) / jobs };
}

async function submit({ gateway, apiKey }: System): Promise<string> {
  const form = new FormData();
  form.set('webhook_url', cms.url);
  form.set('file', new Blob([new Uint8Array(recording), randomUUID()]), 'job.ogg');
  const response = await fetch(`${gateway}/v1/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: form,
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

function pidsOf({ pids }: System): number[] {
  return services.map((service) => pids[service]!);
}

/** User and system time of the five services so far (proc(5), fields 14 and 15 of stat). */
function cpuMsOf(system: System): number {
  return pidsOf(system).reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * tickMs;
  }, 0);
}

/** A server that takes everything; `onBody` is told what came. */
async function listening(onBody: (body: Buffer) => void) {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      onBody(body);
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** From now on it is the other: off, or absent. */
function turn(system: System): void {
  for (const pid of pidsOf(system)) process.kill(pid, 'SIGUSR2');
  system.variant = system.variant === 'off' ? 'absent' : 'off';
}

/** Of one start, to absent: geometric mean of its rounds, in each of which the machine was the same for both. */
function ratio(results: (typeof measured)[number], figure: keyof Measured): number {
  const logs = results[variant as Variant].map((result, round) =>
    Math.log(result[figure] / results.absent[round]![figure]),
  );
  return Math.exp(mean(logs));
}

/** The geometric mean of ratios as a change, with its interval of 95 % (Student's t). */
function change(ratios: readonly number[]): string {
  const logs = ratios.map(Math.log);
  const center = mean(logs);
  const variance = logs.reduce((sum, log) => sum + (log - center) ** 2, 0) / (logs.length - 1);
  const margin = (studentsT[logs.length - 1] ?? 2.2) * Math.sqrt(variance / logs.length);
  return `${percent(center)} (${percent(center - margin)} to ${percent(center + margin)})`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function percent(log: number): string {
  return `${log >= 0 ? '+' : ''}${((Math.exp(log) - 1) * 100).toFixed(1)} %`;
}
