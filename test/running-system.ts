/** The whole system as `npm start` runs it, on servers and a data folder of its own, for the end-to-end tests. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient, type MeetingClient } from '@meeting-intelligence/client';
import type { PublicJob, PublicMeeting } from '@meeting-intelligence/contracts';
import { eventually, WebhookReceiver, type ReceivedWebhook } from '@meeting-intelligence/testing';

const root = join(import.meta.dirname, '..');
/** A test asks more often than a CMS does. */
const wideLimits = { RATE_LIMIT_CREATES_PER_MINUTE: '0', RATE_LIMIT_READS_PER_MINUTE: '0' };
const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;

/** The line that `npm start -- --json` prints when everything is ready. */
export interface StartReport {
  readonly gateway: string;
  readonly apiKey: string;
  readonly amqp_url: string;
  readonly database_url: string;
  readonly databases: Readonly<Record<string, string>>;
  readonly provider_url: string;
  readonly health: Readonly<Record<string, string>>;
  readonly logs: string;
  readonly pids: Readonly<Record<string, number>>;
  /** With `--observe`, where Prometheus is installed. */
  readonly prometheus_url: string | null;
}

/** What a CMS is told. */
export interface WebhookBody {
  readonly job_id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
  readonly meeting: Record<string, unknown> | null;
  readonly metadata: unknown;
}

export class RunningSystem {
  private constructor(
    private readonly launcher: ChildProcess,
    private readonly dataFolder: string,
    readonly report: StartReport,
    readonly cms: WebhookReceiver<WebhookBody>,
  ) {}

  /** `options` are those of `npm start`, beside those that every test needs. */
  static async start(
    environment: Record<string, string> = {},
    options: readonly string[] = [],
  ): Promise<RunningSystem> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'meeting-intelligence-e2e-'));
    const launcher = spawn(
      process.execPath,
      [join(root, 'tools/local/dist/main.js'), 'start', '--json', '--data', dataFolder, ...options],
      {
        cwd: root,
        env: { ...process.env, AMQP_URL: '', DATABASE_URL: '', ...wideLimits, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let errors = '';
    launcher.stderr?.on('data', (chunk) => (errors = (errors + String(chunk)).slice(-8_000)));
    const lines = createInterface({ input: launcher.stdout });
    const ready = once(lines, 'line', { signal: AbortSignal.timeout(startTimeoutMs) });
    const exit = once(launcher, 'exit').then(() =>
      Promise.reject(new Error(`the launcher ended:\n${errors}`)),
    );
    const [line] = (await Promise.race([ready, exit])) as [string];
    exit.catch(() => {});
    return new RunningSystem(launcher, dataFolder, JSON.parse(line), await WebhookReceiver.listen());
  }

  /** Asks the gateway as its CMS would. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.report.apiKey}` };
    return fetch(new URL(path, this.report.gateway), { headers, ...init });
  }

  /** POSTs a recording; `fields` are the text parts of the form. */
  async post(file: string | Blob, fields: Record<string, string> = {}, name?: string): Promise<Response> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    const blob = typeof file === 'string' ? await openAsBlob(file) : file;
    form.set('file', blob, name ?? (typeof file === 'string' ? basename(file) : 'recording'));
    return this.request('/v1/jobs', { method: 'POST', body: form });
  }

  /** POSTs a recording that must be accepted, with the CMS of the test as its webhook target. */
  async submit(file: string | Blob, fields: Record<string, string> = {}, name?: string): Promise<string> {
    const response = await this.post(file, { webhook_url: this.cms.url, ...fields }, name);
    const body = (await response.json()) as PublicJob;
    if (response.status !== 202) throw new Error(`${response.status} ${JSON.stringify(body)}`);
    return body.id;
  }

  /** As a CMS has it. */
  get client(): MeetingClient {
    return createClient({ baseUrl: this.report.gateway, apiKey: this.report.apiKey });
  }

  /** What `npm run meeting` prints, which finds this system by its data folder. */
  async meetingCommand(...args: readonly string[]): Promise<string> {
    const main = join(root, 'tools/meeting/dist/main.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [main, ...args, '--data', this.dataFolder],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    return stdout;
  }

  job(id: string): Promise<PublicJob> {
    return this.client.job(id);
  }

  async meeting(jobId: string): Promise<PublicMeeting> {
    const { meeting_id, status } = await this.job(jobId);
    if (meeting_id === null) throw new Error(`job ${jobId}, which is ${status}, has no meeting`);
    return this.client.meeting(meeting_id);
  }

  /** The job as soon as it is terminal and its webhook has an outcome. */
  async ended(id: string, timeoutMs = 150_000): Promise<PublicJob> {
    return eventually(
      async () => {
        const job = await this.job(id);
        if (!['completed', 'failed', 'cancelled'].includes(job.status))
          throw new Error(`still ${job.status}, stage ${job.stage}`);
        if (job.webhook.status === 'pending') throw new Error('the webhook is still pending');
        return job;
      },
      { timeoutMs, intervalMs: 300 },
    );
  }

  /** What the CMS was told of a job so far. */
  webhooksOf(jobId: string): ReceivedWebhook<WebhookBody>[] {
    return this.cms.webhooks.filter(({ body }) => body.job_id === jobId);
  }

  /** The webhooks of a job after waiting a moment for one too many. */
  async allWebhooksOf(jobId: string): Promise<ReceivedWebhook<WebhookBody>[]> {
    await sleep(1_000);
    return this.webhooksOf(jobId);
  }

  /** Switches the provider's failures on, in the syntax of tools/provider-stand-in/README.md. */
  async setFaults(faults: string): Promise<void> {
    const body = JSON.stringify({ faults });
    await this.provider('/faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  }

  async clearFaults(): Promise<void> {
    await this.provider('/faults', { method: 'DELETE' });
  }

  /** How often a fault of those that are switched on was met. */
  async faultsApplied(): Promise<number> {
    const response = await this.provider('/faults');
    const { rules } = (await response.json()) as { rules: { applied: number }[] };
    return rules.reduce((sum, { applied }) => sum + applied, 0);
  }

  /** Kills one service without warning; the launcher starts it again, as an orchestrator would. */
  async kill(service: string): Promise<void> {
    const pid = await this.pidOf(service);
    process.kill(pid, 'SIGKILL');
  }

  /** Service name → its log lines, parsed. */
  async logLines(): Promise<Map<string, Record<string, unknown>[]>> {
    const files = (await readdir(this.report.logs)).filter((file) => file.endsWith('.log'));
    const entries = files.map(async (file) => {
      const text = await readFile(join(this.report.logs, file), 'utf8');
      const json = text.split('\n').filter((line) => line.startsWith('{'));
      return [
        file.replace(/\.log$/, ''),
        json.map((line) => JSON.parse(line) as Record<string, unknown>),
      ] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** Files of the installation, those of the broker and the database too, in which a text stands. */
  filesThatHold(text: string): Promise<string[]> {
    return new Promise((resolve) => {
      // Status 1: nowhere; 2: a file went away meanwhile, which says nothing about the others.
      execFile('grep', ['-rlsaF', '--', text, this.dataFolder], (_, stdout) =>
        resolve(stdout.split('\n').filter(Boolean)),
      );
    });
  }

  /** Keys of the object store that name a job. */
  async storedKeys(id: string): Promise<string[]> {
    const folder = join(this.dataFolder, 'storage');
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const keys = files
      .filter((file) => file.isFile())
      .map((file) => relative(folder, join(file.parentPath, file.name)));
    return keys.filter((key) => key.includes(id));
  }

  async stop(): Promise<void> {
    await this.cms.close();
    const exit = once(this.launcher, 'exit', { signal: AbortSignal.timeout(stopTimeoutMs) });
    this.launcher.kill('SIGTERM');
    await exit.catch(() => this.launcher.kill('SIGKILL'));
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  private async provider(path: string, request?: RequestInit): Promise<Response> {
    const response = await fetch(new URL(path, this.report.provider_url), request);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** The pid changes with every restart, so it is read from the health port's owner: the newest start line of its log. */
  private async pidOf(service: string): Promise<number> {
    const lines = (await this.logLines()).get(service) ?? [];
    const restarted = lines.findLast((line) => line.msg === 'started' && typeof line.pid === 'number');
    return (restarted?.pid as number | undefined) ?? this.report.pids[service]!;
  }
}
