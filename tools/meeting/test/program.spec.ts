import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { meeting } from './command.js';
import { entry, historyOf } from './recorded-histories.js';

const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const main = join(import.meta.dirname, '../dist/main.js');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Where every job is completed and has this history, and every transcript reads `captions`. */
async function gateway(captions: string, history = historyOf([])) {
  const server = createServer((request, response) => {
    const isJob = request.url!.startsWith('/v1/jobs');
    const story = { id, meeting_id: id, ...history, next_cursor: null };
    const body = isJob ? JSON.stringify(story) : captions;
    request.resume().on('end', () => {
      const type = isJob ? 'application/json' : 'text/vtt';
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { MEETING_URL: `http://127.0.0.1:${port}`, MEETING_API_KEY: 'mi_1_x' };
}

const program = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });

test('a pipe gets all of a long result', async () => {
  const captions = `WEBVTT\n${'one more line of captions\n'.repeat(160_000)}`;
  const child = program(['captions', id, '--format', 'vtt'], await gateway(captions));

  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);

  expect([status, stdout.length]).toEqual([0, captions.length]);
});

test('ends quietly when nobody reads its results', async () => {
  const child = program(['captions', id, '--format', 'vtt'], await gateway('WEBVTT\n'.repeat(100_000)));
  child.stdout.destroy();

  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);

  expect([status, stderr]).toEqual([0, '']);
});

test.each([[[]], [['--follow']]])(
  'a story of which nobody reads the rest ends quietly: trace %s',
  async (more) => {
    const entries = Array.from({ length: 20_000 }, (_, index) => entry(index + 1, `step.${index}`, index));
    const child = program(['trace', id, ...more], await gateway('', historyOf(entries)));
    child.stdout.destroy();

    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);

    expect([status, stderr]).toEqual([0, '']);
  },
);

test('goes on to its result when nobody reads what it says meanwhile', async () => {
  const child = program(['submit', import.meta.filename], await gateway(''));
  child.stderr.destroy();

  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);

  expect([status, stdout]).toEqual([0, `${id}\n`]);
});

test('captions of a meeting in which nobody spoke are empty, not "undefined"', async () => {
  const environment = await gateway('');

  const plain = await meeting(['captions', id, '--format', 'txt'], { environment });
  const json = await meeting(['captions', id, '--format', 'txt', '--json'], { environment });

  expect([plain.status, plain.stdout]).toEqual([0, '']);
  expect(json.lines()).toEqual([{ format: 'txt', text: '' }]);
});
