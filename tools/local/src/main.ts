import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HELP, parseArguments, UsageError, type DemoOptions, type StartOptions } from './arguments.js';
import { apiKeyOf, makeApiKey } from './api-key.js';
import { createConsole, type Console } from './console.js';
import {
  givenDataFolder,
  lockDataFolder,
  noteAddresses,
  projectDataFolder,
  temporaryDataFolder,
} from './data-folder.js';
import { printDemo, runDemo } from './demo.js';
import { launch, type RunningSystem } from './launch.js';
import { Interrupted, listenForQuit, type QuitSignals } from './quit-signals.js';
import { findRecording } from './recording.js';
import { noteRetries } from './retry-notes.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

async function demo(options: DemoOptions, console: Console, signals: QuitSignals): Promise<number> {
  const recording = await findRecording(PROJECT, options.audio, options.title);
  const folder = await temporaryDataFolder();
  const { console: notingConsole, waitsFor } = noteRetries(console);
  let system: RunningSystem | undefined;
  try {
    system = await launch({
      project: PROJECT,
      folder,
      console: notingConsole,
      environment: process.env,
      ...signals,
    });
    const apiKey = await makeApiKey(keySettings(system, 'npm run demo'));
    const result = await runDemo(
      { gateway: system.gateway, apiKey },
      recording,
      console,
      signals.quit,
      waitsFor,
    );
    printDemo(result, options);
    if (result.fault) console.say(`FAILED: ${result.fault}`);
    if (options.keep) console.say(logAdvice(system, result.job.id));
    else console.say('with --keep the logs of all services stay, to be searched by job id');
    console.say('npm start keeps everything running; README.md says where to look next');
    return result.fault ? 1 : 0;
  } finally {
    await system?.stop();
    if (options.keep) console.say(`data kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function start(options: StartOptions, console: Console, signals: QuitSignals): Promise<number> {
  const { json, data, observe, jaeger, collector } = options;
  const folder = data ? await givenDataFolder(data) : await projectDataFolder(PROJECT);
  const release = await lockDataFolder(folder);
  try {
    const system = await launch({
      project: PROJECT,
      folder,
      console,
      environment: process.env,
      ...(observe ? { observe: { jaeger, collector } } : {}),
      ...signals,
    });
    try {
      const apiKey = await apiKeyOf(folder, system.gateway, keySettings(system, 'npm start'));
      await noteAddresses(folder, { ...system, jaegerUrl: system.observers?.jaegerUrl ?? null });
      const report = json ? JSON.stringify(describe(system, apiKey)) : urls(system, folder, apiKey);
      process.stdout.write(`${report}\n`);
      await aborted(signals.quit);
    } finally {
      await system.stop();
    }
    console.say('everything is stopped');
    return 0;
  } finally {
    await release();
  }
}

function keySettings({ databases }: RunningSystem, name: string) {
  return { project: PROJECT, databaseUrl: databases.ingest, name };
}

function describe(system: RunningSystem, apiKey: string): Record<string, unknown> {
  return {
    gateway: system.gateway,
    apiKey,
    amqp_url: system.amqpUrl,
    database_url: system.databaseUrl,
    databases: system.databases,
    provider_url: system.providerUrl,
    health: system.health,
    logs: system.logs,
    prometheus_url: system.observers?.prometheusUrl ?? null,
    jaeger_url: system.observers?.jaegerUrl ?? null,
    otlp_endpoint: system.observers?.otlpEndpoint ?? null,
    pids: system.pids(),
  };
}

function urls(system: RunningSystem, folder: string, apiKey: string): string {
  const health = Object.entries(system.health).map(([name, url]) => `  ${name.padEnd(14)} ${url}/ready`);
  return [
    '',
    `gateway          ${system.gateway}`,
    `API key          ${apiKey}`,
    `broker           ${system.amqpUrl}`,
    `database         ${system.databaseUrl}`,
    ...(system.providerUrl ? [`provider         ${system.providerUrl} (offline stand-in)`] : []),
    'health',
    ...health,
    `data             ${folder}`,
    ...observed(system),
    '',
    `send one         curl -H 'Authorization: Bearer ${apiKey}' -F title=Planning -F file=@samples/planning-meeting.ogg ${system.gateway}/v1/jobs`,
    `                 npm run meeting -- submit samples/planning-meeting.ogg --wait --data ${folder}`,
    `docs             ${system.gateway}/docs`,
    logAdvice(system, 'JOB_ID'),
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

function observed({ observers }: RunningSystem): string[] {
  if (observers === null) return [];
  const { prometheusUrl, jaegerUrl, otlpEndpoint } = observers;
  return [
    `metrics          ${prometheusUrl ?? 'not collected: Prometheus is not installed'}`,
    ...(prometheusUrl ? [`alerts           ${prometheusUrl}/alerts`] : []),
    ...(otlpEndpoint ? [`traces           ${jaegerUrl ?? `go to ${otlpEndpoint}`}`] : []),
    'dashboards       k8s/observability has them for Grafana, which is not started here (docs/observability.md)',
  ];
}

function logAdvice({ logs }: RunningSystem, jobId: string): string {
  return `log of one job   grep -h ${jobId} ${join(logs, '*.log')}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // Nothing else may be keeping the event loop alive while all the work is done by other processes.
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseArguments(args);
  if (options.command === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const console = createConsole({ everything: options.command === 'start' || options.verbose });
  const signals = listenForQuit((line) => console.say(line));
  try {
    return await (options.command === 'demo'
      ? demo(options, console, signals)
      : start(options, console, signals));
  } finally {
    signals.dispose();
  }
}

main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${HELP}`);
    else process.stderr.write(`${(error as Error).message}\n`);
    process.exit(error instanceof UsageError ? 2 : error instanceof Interrupted ? error.exitCode : 1);
  },
);
