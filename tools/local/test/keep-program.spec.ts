import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autoTeardown, eventually, freePort } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { keepProgram } from '../src/observe/keep-program.js';

const teardown = autoTeardown(afterEach);

/** Answers with its process id, and ends with status 7 when it is asked to. */
const script = `require('node:http').createServer(({ url }, response) =>
  url === '/die' ? process.exit(7) : response.end(String(process.pid))).listen(Number(process.argv[1]), '127.0.0.1')`;

async function kept(pauseMs: number) {
  const folder = await mkdtemp(join(tmpdir(), 'keep-program-'));
  teardown.add('folder', () => rm(folder, { recursive: true }));
  const said: string[] = [];
  let url = '';
  const program = await keepProgram(
    'Jaeger',
    folder,
    async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      return { command: process.execPath, args: ['-e', script, String(port)], readyUrl: url };
    },
    { say: (line) => said.push(line), quit: new AbortController().signal, pauseMs },
  );
  teardown.add('program', () => program.stop());
  const pid = async () => (await fetch(url)).text();
  const die = () => fetch(`${url}/die`).catch(() => undefined);
  return { ...program, folder, said, pid, die };
}

test('what ends by itself is told of and started again where it was, later each time that it does not last', async () => {
  const { folder, said, pid, die } = await kept(50);
  const pids = [await pid()];

  for (const times of [1, 2]) {
    await die();
    await eventually(() => expect(said).toHaveLength(2 * times));
    pids.push(await pid());
  }

  expect(new Set(pids).size).toBe(3);
  const ended = 'Jaeger ended with status 7: starting it again in';
  expect(said).toEqual([
    `${ended} 50 ms (its output: ${join(folder, 'output.log')})`,
    'Jaeger is back',
    `${ended} 100 ms (its output: ${join(folder, 'output.log')})`,
    'Jaeger is back',
  ]);
});

test('is not started again once it was to stop, also while it is away', async () => {
  const { said, stop, pid, die } = await kept(60_000);
  await die();
  await eventually(() => expect(said).toHaveLength(1));

  await stop();

  expect(said).toHaveLength(1);
  await expect(pid()).rejects.toThrow();
});
