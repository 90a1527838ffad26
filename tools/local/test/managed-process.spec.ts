import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoTeardown, eventually, freePort, isAlive } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { DEFAULT_TIMINGS, ManagedProcess, type Timings } from '../src/managed-process.js';
import { FAKE_PROCESS, silentConsole } from './fake-project.js';

const teardown = autoTeardown(afterEach);

async function fakeProcess(fake = '', timings: Partial<Timings> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mi-spec-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const console = silentConsole();
  const port = await freePort();
  const definition = {
    name: 'fake',
    script: FAKE_PROCESS,
    env: { HEALTH_PORT: String(port), FAKE: fake, EVENTS_FILE: join(folder, 'events.txt') },
    readyUrl: `http://127.0.0.1:${port}/ready`,
  };
  const managed = new ManagedProcess(definition, folder, console, {
    ...DEFAULT_TIMINGS,
    restartDelayMs: 20,
    ...timings,
  });
  teardown.add('process', () => managed.stop());
  return { managed, folder, lines: console.lines };
}

test('waits until it is ready, prefixes its lines for people and keeps them raw in a file', async () => {
  const { managed, folder, lines } = await fakeProcess();
  await managed.start();
  await eventually(() =>
    expect(lines).toContainEqual(expect.stringMatching(/fake +│ INFO {2}started job_id=job-1/)),
  );
  const raw = await eventually(async () => {
    const text = await readFile(join(folder, 'fake.log'), 'utf8');
    expect(text).not.toBe('');
    return text;
  });
  expect(JSON.parse(raw)).toEqual({ level: 'info', msg: 'started', job_id: 'job-1' });
});

test('a process that dies is reported and started again', async () => {
  const { managed, lines } = await fakeProcess();
  await managed.start();
  const first = managed.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await eventually(() => {
    expect(lines.join('\n')).toMatch(/fake ended with SIGKILL: starting it again in 20 ms/);
    expect(lines.join('\n')).toMatch(/fake is back/);
  });
  expect(managed.pid).not.toBe(first);
  await managed.stop();
  expect([first, managed.pid ?? 0].filter(isAlive)).toEqual([]);
});

test('a process that cannot start is an error with its last lines', async () => {
  const { managed } = await fakeProcess('faulty');
  await expect(managed.start()).rejects.toThrow(
    /fake ended with status 78\. Its last lines:\n {2}AMQP_URL is missing/,
  );
});

test('a process that never becomes ready is an error, and is not left behind', async () => {
  const { managed } = await fakeProcess('silent', { startTimeoutMs: 600 });
  await expect(managed.start()).rejects.toThrow(/fake was not ready within 600 ms/);
  await eventually(() => expect(isAlive(managed.pid ?? 0)).toBe(false));
});

test('a process that ignores SIGTERM is killed after its time', async () => {
  const { managed, lines } = await fakeProcess('stubborn', { stopTimeoutMs: 200 });
  await managed.start();
  await managed.stop();
  expect(isAlive(managed.pid ?? 0)).toBe(false);
  expect(lines.join('\n')).toMatch(/fake did not stop within 200 ms/);
});

test('hurry kills at once', async () => {
  const { managed } = await fakeProcess('stubborn');
  await managed.start();
  const hurry = new AbortController();
  const stopped = managed.stop(hurry.signal);
  hurry.abort();
  await stopped;
  expect(isAlive(managed.pid ?? 0)).toBe(false);
});
