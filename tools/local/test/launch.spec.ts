import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { autoTeardown, eventually, isAlive, testBroker, testDatabase } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { launch } from '../src/launch.js';
import { fakeProject, silentConsole } from './fake-project.js';

const teardown = autoTeardown(afterEach);
const SERVICES = ['analysis', 'ingest', 'notification', 'persistence', 'transcription'];

async function setUp() {
  const project = teardown.use(await fakeProject());
  const database = teardown.use(await testDatabase());
  const broker = teardown.use(await testBroker());
  const console = silentConsole();
  const quit = new AbortController();
  const hurry = new AbortController();
  const environment = {
    PATH: process.env.PATH,
    AMQP_URL: broker.amqpUrl,
    DATABASE_URL: database.url,
    PORT: '0',
  };
  const folder = `${project.folder}/data`;
  const options = {
    project: project.folder,
    folder,
    console,
    environment,
    quit: quit.signal,
    hurry: hurry.signal,
  };
  return { project, console, quit, options };
}

test('starts the stand-in, then every service, and stops them in reverse', async () => {
  const { project, options } = await setUp();
  const system = await launch(options);
  teardown.add('system', () => system.stop());
  const pids = Object.values(system.pids()).map(Number);
  expect(pids.filter(isAlive)).toHaveLength(6);
  for (const url of Object.values(system.health)) expect((await fetch(`${url}/ready`)).status).toBe(200);
  expect(new Set(Object.values(system.databases)).size).toBe(3);

  await system.stop();
  const events = await project.events();
  expect(events[0]).toBe('provider-stand-in started');
  expect(events.slice(-2)).toEqual(['provider-stand-in told to stop', 'provider-stand-in stopped']);
  const stopped = events.filter((event) => event.endsWith(' stopped')).map((event) => event.split(' ')[0]);
  expect(stopped.slice(0, 5).sort()).toEqual(SERVICES);
  expect(pids.filter(isAlive)).toEqual([]);
});

test('one service that cannot start ends everything, with its last lines', async () => {
  const { project, options } = await setUp();
  await project.replace('services/analysis', "console.error('OPENAI_API_KEY is missing'); process.exit(78);");
  await expect(launch(options)).rejects.toThrow(
    /analysis ended with status 78[\s\S]*OPENAI_API_KEY is missing/,
  );
  const events = await project.events();
  expect(events.filter((event) => event.endsWith(' started'))).toContain('provider-stand-in started');
  expect(events.at(-1)).toBe('provider-stand-in stopped');
});

test('Ctrl-C while services are starting stops what runs', async () => {
  const { project, options, quit } = await setUp();
  await project.replace('services/analysis', 'setInterval(() => undefined, 1000);'); // never ready
  const launching = launch(options);
  launching.catch(() => undefined);
  await eventually(async () => expect(await project.events()).toContain('ingest started'));
  quit.abort(new Error('stopped by SIGINT'));
  await expect(launching).rejects.toThrow();
  expect((await project.events()).at(-1)).toBe('provider-stand-in stopped');
});

test('a launcher that is killed leaves no process behind', async () => {
  const { project, options } = await setUp();
  const fixture = fileURLToPath(new URL('./launch-and-wait.mjs', import.meta.url));
  const launcher = spawn(process.execPath, [fixture, project.folder], {
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  teardown.add('launcher', () => launcher.kill('SIGKILL'));
  const pids = await new Promise<number[]>((resolve, reject) => {
    createInterface({ input: launcher.stdout }).once('line', (line) => resolve(JSON.parse(line) as number[]));
    launcher.once('exit', () => reject(new Error('the launcher ended before everything was up')));
  });
  expect(pids.filter(isAlive)).toHaveLength(6);
  launcher.kill('SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
});
