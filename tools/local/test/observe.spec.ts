import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { autoTeardown, eventually, testBroker, testDatabase } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { launch } from '../src/launch.js';
import { findObservers, startPrometheus, type ObserveOptions } from '../src/observe/observers.js';
import { FAKE_PROCESS, fakeProject, silentConsole } from './fake-project.js';

const teardown = autoTeardown(afterEach);
const program = fileURLToPath(new URL('./fake-observer.mjs', import.meta.url));

async function setUp(observe: ObserveOptions, more: Readonly<Record<string, string>> = {}) {
  const project = teardown.use(await fakeProject());
  const database = teardown.use(await testDatabase());
  const broker = teardown.use(await testBroker());
  const console = silentConsole();
  const never = new AbortController().signal;
  const quit = new AbortController();
  const environment = {
    PATH: process.env.PATH,
    AMQP_URL: broker.amqpUrl,
    DATABASE_URL: database.url,
    PORT: '0',
    PROMETHEUS_BINARY: program,
    ...more,
  };
  const folder = join(project.folder, 'data');
  const options = {
    project: project.folder,
    folder,
    console,
    environment,
    quit: quit.signal,
    hurry: never,
    observe,
  };
  return { project, console, options, quit };
}

test('starts what takes traces before the services, tells them, starts Prometheus after them, and ends all of it', async () => {
  const { project, options } = await setUp({ jaeger: program, collector: program });
  const service = await readFile(FAKE_PROCESS, 'utf8');
  await project.replace(
    'services/analysis',
    `${service}\nnote('sends to ' + process.env.OTEL_EXPORTER_OTLP_ENDPOINT);`,
  );

  const system = await launch(options);
  teardown.add('system', () => system.stop());

  const { prometheusUrl, jaegerUrl, otlpEndpoint } = system.observers!;
  for (const url of [prometheusUrl, jaegerUrl, otlpEndpoint]) expect((await fetch(url!)).status).toBe(200);
  const config = await readFile(join(options.folder, 'prometheus', 'prometheus.yaml'), 'utf8');
  for (const url of Object.values(system.health)) expect(config).toContain(new URL(url).host);
  const started = await project.events();
  expect(started).toContain(`analysis sends to ${otlpEndpoint}`);
  expect(started.filter((event) => event.startsWith('collector passes on to'))).toHaveLength(1);
  const order = ['jaeger', 'collector', 'analysis', 'prometheus'].map((one) =>
    started.indexOf(`${one} started`),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThanOrEqual(0);

  await system.stop();
  const events = await project.events();
  const ends = ['prometheus', 'analysis', 'collector', 'jaeger'].map((one) =>
    events.indexOf(`${one} stopped`),
  );
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  expect(ends[0]).toBeGreaterThan(0);
  for (const url of [prometheusUrl, jaegerUrl, otlpEndpoint]) await expect(fetch(url!)).rejects.toThrow();
}, 60_000);

test('says that nothing takes the traces, and that the broker is not ours', async () => {
  const { console, options } = await setUp({});
  const system = await launch(options);
  teardown.add('system', () => system.stop());

  expect(system.observers).toMatchObject({ jaegerUrl: null, otlpEndpoint: null });
  expect(console.lines.join('\n')).toMatch(/no traces: --jaeger PATH or --collector PATH/);
  expect(console.lines.join('\n')).toMatch(/the broker is not ours/);
}, 60_000);

test('a program that was told of and is not there ends everything before it begins', async () => {
  const { project, options } = await setUp({ jaeger: '/no/such/jaeger' });
  await expect(launch(options)).rejects.toThrow('--jaeger: expected a program, got "/no/such/jaeger"');
  expect(await project.events()).toEqual([]);
});

test('programs may be named by the environment', () => {
  expect(findObservers({}, { JAEGER_BINARY: program })).toMatchObject({ jaeger: program });
  expect(() => findObservers({}, { COLLECTOR_BINARY: '/no/such' })).toThrow(
    /^COLLECTOR_BINARY: expected a program/,
  );
});

test('goes on without Prometheus where there is none, and says how to get it', async () => {
  const said: string[] = [];
  const keeping = { say: (line: string) => void said.push(line), quit: new AbortController().signal };
  const prometheus = await startPrometheus({}, { services: {}, rabbitMq: [] }, '/nowhere', keeping);
  expect(prometheus).toBeUndefined();
  expect(said.join()).toMatch(/Prometheus is not installed \(Debian: apt-get install prometheus/);
});

test('what dies later is started again where people and services know it', async () => {
  const { console, options } = await setUp({ jaeger: program });
  const system = await launch(options);
  teardown.add('system', () => system.stop());
  const { jaegerUrl } = system.observers!;

  await fetch(`${jaegerUrl}/die`).catch(() => undefined);

  const told = () => console.lines.join('\n');
  await eventually(() => expect(told()).toMatch(/Jaeger ended with status 7[^]*Jaeger is back/));
  expect((await fetch(jaegerUrl!)).status).toBe(200);
  await system.stop();
  await expect(fetch(jaegerUrl!)).rejects.toThrow();
}, 60_000);

test('Ctrl-C while one of them starts ends it at once, and everything else', async () => {
  const { project, options, quit } = await setUp({});
  const jaeger = join(project.folder, 'never-ready.mjs');
  await copyFile(program, jaeger);
  const launching = launch({ ...options, observe: { jaeger } });
  launching.catch(() => undefined);
  await eventually(async () => expect(await project.events()).toContain('jaeger started'), {
    timeoutMs: 20_000,
  });

  const abortedAt = Date.now();
  quit.abort(new Error('stopped by SIGINT'));

  await expect(launching).rejects.toThrow(/^stopped by SIGINT$/);
  expect(Date.now() - abortedAt).toBeLessThan(5_000);
  expect((await project.events()).at(-1)).toBe('jaeger stopped');
}, 60_000);

test('the user’s own settings lead neither metrics nor traces elsewhere than to what is shown', async () => {
  const elsewhere = {
    METRICS: 'off',
    OTEL_SDK_DISABLED: 'true',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/v1/traces',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
  };
  const { project, console, options } = await setUp({ jaeger: program }, elsewhere);
  const service = await readFile(FAKE_PROCESS, 'utf8');
  const seen = [...Object.keys(elsewhere), 'OTEL_TRACES_EXPORTER'];
  await project.replace(
    'services/analysis',
    `${service}\nfor (const name of ${JSON.stringify(seen)}) note(name + '=' + process.env[name]);`,
  );

  const system = await launch(options);
  teardown.add('system', () => system.stop());

  const told = console.lines.join('\n');
  for (const [name, value] of Object.entries(elsewhere))
    expect(told).toContain(`${name}=${value} does not go`);
  expect(await project.events()).toEqual(
    expect.arrayContaining([
      'analysis METRICS=on',
      'analysis OTEL_SDK_DISABLED=false',
      'analysis OTEL_TRACES_EXPORTER=otlp',
      `analysis OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${system.observers!.otlpEndpoint}/v1/traces`,
      'analysis OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf',
    ]),
  );
}, 60_000);
