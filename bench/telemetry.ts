/**
 * What tracing costs: the whole pipeline with export on, off (no receiver is named) and absent (the calls are not even
 * there, see without-tracing.mjs). Three systems work at the same time on the same number of jobs, so that whatever else
 * the machine does meets all of them alike, and each round gives ratios. They are started anew several times and in
 * another order, because two processes of the same code differ too: a start is one observation, not a round of it.
 * `npm run build && npx node bench/telemetry.ts [JOBS] [ROUNDS] [STARTS]` (default 40 jobs a round for each, 3 rounds,
 * 8 starts: about 20 minutes on two cores).
 *
 * CPU time of the five services for one job says more than jobs a second, which with one machine for all are what each
 * got while the others worked as well.
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
const [jobs = 40, rounds = 3, starts = 8] = process.argv.slice(2).map(Number);
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

/** What `npm start -- --json` prints. */
interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
}

interface System extends StartReport {
  readonly name: string;
  readonly launcher: ChildProcess;
  readonly folder: string;
}

interface Measured {
  readonly jobsPerSecond: number;
  readonly cpuMsPerJob: number;
}

const absent = new URL('without-tracing.mjs', import.meta.url).href;
const variants: Readonly<Record<string, Record<string, string>>> = {
  on: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  off: {},
  absent: { NODE_OPTIONS: `--import=${absent}` },
};
const names = Object.keys(variants);
/** Of each start: what the rounds of each variant gave. */
const measured: Readonly<Record<string, Measured[]>>[] = [];
const running: System[] = [];
try {
  for (let count = 0; count < starts; count += 1) {
    const first = count % names.length;
    const order = [...names.slice(first), ...names.slice(0, first)];
    for (const name of order) running.push(await start(name, variants[name]!));
    await Promise.all(running.map(work)); // caches and the compiler are warm after it
    const results = Object.fromEntries(names.map((name) => [name, [] as Measured[]]));
    for (let round = 0; round < rounds; round += 1)
      await Promise.all(running.map(async (system) => results[system.name]!.push(await work(system))));
    measured.push(results);
    console.log(names.map((name) => `${name} ${mean(results[name]!, 'cpuMsPerJob').toFixed(1)}`).join('\t'));
    await stopAll();
  }
  console.log(`\n| tracing | jobs/s | against absent | CPU ms a job | against absent |`);
  console.log('| --- | --- | --- | --- | --- |');
  for (const name of names) {
    const columns = (['jobsPerSecond', 'cpuMsPerJob'] as const).flatMap((figure) => [
      mean(
        measured.flatMap((results) => results[name]!),
        figure,
      ).toFixed(1),
      change(measured.map((results) => mean(results[name]!, figure) / mean(results.absent!, figure))),
    ]);
    console.log(`| ${[name, ...columns].join(' | ')} |`);
  }
  console.log(
    `\n${starts} starts, ${rounds} rounds each, ${jobs} jobs a round for each system; ${exported} batches were exported.` +
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

async function start(name: string, environment: Record<string, string>): Promise<System> {
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
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  const report = JSON.parse(line) as StartReport;
  return { ...report, name, launcher, folder };
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
    if (performance.now() - startedAt > patienceMs) throw new Error(`${system.name}: webhooks are missing`);
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

/** User and system time of the five services so far (proc(5), fields 14 and 15 of stat). */
function cpuMsOf({ pids }: System): number {
  return services.reduce((sum, service) => {
    const stat = readFileSync(`/proc/${pids[service]}/stat`, 'utf8');
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

function mean(results: readonly Measured[], figure: keyof Measured): number {
  return results.reduce((sum, result) => sum + result[figure], 0) / results.length;
}

/** The geometric mean of ratios as a change, with its interval of 95 % (Student's t). */
function change(ratios: readonly number[]): string {
  const logs = ratios.map(Math.log);
  const center = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - center) ** 2, 0) / (logs.length - 1);
  if (!(variance > 0)) return percent(center);
  const margin = (studentsT[logs.length - 1] ?? 2.2) * Math.sqrt(variance / logs.length);
  return `${percent(center)} (${percent(center - margin)} to ${percent(center + margin)})`;
}

function percent(log: number): string {
  return `${log >= 0 ? '+' : ''}${((Math.exp(log) - 1) * 100).toFixed(1)} %`;
}
