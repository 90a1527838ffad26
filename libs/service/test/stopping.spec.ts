import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { analysisCompleted, transcriptCreated } from '@meeting-intelligence/contracts';
import { createRabbitMqEventBus, rootEvent, type EventBus } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually, freePort, testBroker } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const silent = createLogger({ name: 'test', version: '0' }, 'fatal');
const longMs = 30_000;

let teardown: ReturnType<typeof autoTeardown>;
let folder: string;
let environment: Record<string, string>;
let bus: EventBus;
let finished: string[];

beforeEach(async () => {
  teardown = autoTeardown();
  folder = await mkdtemp(join(tmpdir(), 'stopping-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const broker = await testBroker();
  teardown.add('broker', () => broker.close());
  environment = {
    PATH: process.env.PATH ?? '',
    AMQP_URL: broker.amqpUrl,
    QUEUE_PREFIX: broker.prefix,
    STORAGE_URL: pathToFileURL(folder).href,
    HEALTH_PORT: String(await freePort('0.0.0.0')),
    GRACE_PERIOD_MS: String(longMs),
    TERMINATION_NOTICE_FILE: join(folder, 'notice'),
  };
  finished = [];
  bus = createRabbitMqEventBus(
    {
      AMQP_URL: broker.amqpUrl,
      QUEUE_PREFIX: broker.prefix,
      CONCURRENCY: 1,
      RETRY_DELAYS_MS: [60_000, 120_000, 240_000],
      DEFER_DELAYS_MS: [3_000, 6_000, 12_000, 30_000],
      GRACE_PERIOD_MS: 1_000,
      CLAIM_CHECK_BYTES: 262_144,
    },
    { logger: silent, service: { name: 'persistence', version: '0' } },
  );
  teardown.add('bus', () => bus.close());
  bus.subscribe({
    service: 'persistence',
    types: [analysisCompleted.type],
    deliver: async ({ body }) => {
      finished.push(body.toString());
      return { kind: 'ack' };
    },
  });
});
afterEach(() => teardown.run());

describe('a service with an event in flight', () => {
  test.each<[string, (child: ChildProcess) => unknown]>([
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['the notice file', () => writeFile(environment.TERMINATION_NOTICE_FILE!, '')],
    ['POST /terminate', () => terminate()],
  ])('finishes it and exits 0 on %s', async (_, tell) => {
    const child = await startHandling(1_500);

    await tell(child);

    expect(await exitOf(child)).toBe(0);
    await eventually(() => expect(finished).toHaveLength(1));
  });

  test('gives it back when the grace period is over, and the next process does it as the first attempt', async () => {
    const child = await startHandling(longMs, { GRACE_PERIOD_MS: '300' });

    child.kill('SIGTERM');

    expect(await exitOf(child)).toBe(0);
    expect(finished).toEqual([]);
    await start(50);
    await eventually(() => expect(finished).toHaveLength(1), { timeoutMs: 15_000 });
  });
});

describe('what has nothing to do with its work does not keep it from ending well', () => {
  test('a collector that takes no spans', async () => {
    const collector = createServer((_, response) => response.writeHead(401).end());
    teardown.add('collector', () => collector.close());
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const child = await startHandling(50, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });

    child.kill('SIGTERM');

    expect(await exitOf(child)).toBe(0);
    const lines = outputOf(child)
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'telemetry has a problem',
        service: 'analysis',
        env: 'development',
        pod: expect.any(String),
        reason: expect.stringContaining('401'),
      }),
    );
  });

  test('whoever reads its lines and goes away', async () => {
    const child = await start(50);
    child.stdout!.destroy();

    await publish();
    await eventually(() => expect(finished).toHaveLength(1), { timeoutMs: 15_000 });
    child.kill('SIGTERM');

    expect(await exitOf(child)).toBe(0);
  });
});

test('ends with 78 and all faults of its environment, those of telemetry among them', async () => {
  const faulty = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', LOG_LEVEL: 'loud' };
  const child = launch(50, faulty, 'pipe');
  const told: string[] = [];
  child.stderr!.on('data', (chunk) => told.push(String(chunk)));

  expect(await exitOf(child)).toBe(78);
  expect(told.join('')).toMatch(
    /2 faults:\n {2}- LOG_LEVEL: .*\n {2}- OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL/,
  );
});

test.each<[string, (child: ChildProcess) => unknown]>([
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['SIGINT', (child) => child.kill('SIGINT')],
  ['the notice file', () => writeFile(environment.TERMINATION_NOTICE_FILE!, '')],
  ['POST /terminate', () => terminate()],
])('ends on %s while it is still starting', async (_, tell) => {
  const child = launch(50, { STARTS_NEVER: 'yes' });
  await eventually(() => fetch(`http://127.0.0.1:${environment.HEALTH_PORT}/live`), { timeoutMs: 15_000 });

  await tell(child);

  expect(await exitOf(child)).toBe(0);
});

test('does not start while there is a termination notice', async () => {
  await writeFile(environment.TERMINATION_NOTICE_FILE!, '');

  const child = launch(50);

  expect(await exitOf(child)).toBe(0);
});

async function startHandling(handlingMs: number, more: Record<string, string> = {}): Promise<ChildProcess> {
  const child = await start(handlingMs, more);
  const handling = eventually(() => expect(outputOf(child)).toContain('handling'), { timeoutMs: 15_000 });
  await publish();
  await handling;
  return child;
}

async function publish(): Promise<void> {
  const source = { source: 'transcription', owner: 'default', generation: 1 };
  const subject = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  await bus.publish([rootEvent(transcriptCreated(transcriptCreated.example), { ...source, subject })]);
}

async function start(handlingMs: number, more: Record<string, string> = {}): Promise<ChildProcess> {
  const child = launch(handlingMs, more);
  const ready = async () => {
    const response = await fetch(`http://127.0.0.1:${environment.HEALTH_PORT}/ready`);
    if (!response.ok) throw new Error(await response.text());
  };
  await eventually(ready, { timeoutMs: 30_000 });
  return child;
}

const outputs = new WeakMap<ChildProcess, string[]>();
const outputOf = (child: ChildProcess) => outputs.get(child)?.join('') ?? '';

function launch(
  handlingMs: number,
  more: Record<string, string> = {},
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  const script = join(import.meta.dirname, 'slow-service.mjs');
  const child = spawn(process.execPath, [script], {
    env: { ...environment, ...more, HANDLING_MS: String(handlingMs) },
    stdio: ['ignore', 'pipe', stderr],
  });
  outputs.set(child, []);
  child.stdout!.on('data', (chunk) => outputs.get(child)?.push(String(chunk)));
  teardown.add('service', async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
      await once(child, 'exit');
  });
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
  return child.exitCode;
}

async function terminate(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${environment.HEALTH_PORT}/terminate`, { method: 'POST' });
  expect(response.status).toBe(202);
}
