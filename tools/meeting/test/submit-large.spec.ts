import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  autoTeardown,
  eventually,
  startTcpProxy,
  tinyRecording,
  type TcpProxy,
} from '@meeting-intelligence/testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../../../services/ingest/test/running-ingest.js';
import { meeting, type CommandOptions } from './command.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { MAX_UPLOAD_BYTES: '40000000' });

const megabyte = 1_048_576;
const teardown = autoTeardown(afterEach);
const folders = autoTeardown();
let file: string;
let proxy: TcpProxy;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meeting-large-'));
  folders.add('folder', () => rm(folder, { recursive: true }));
  file = join(folder, 'all-hands.wav');
  await writeFile(file, tinyRecording(1_500_000));
  return () => folders.run();
});
beforeEach(async () => {
  const { hostname: host, port } = new URL(ingest.url);
  proxy = teardown.use(await startTcpProxy({ host, port: Number(port) }));
});

const submit = (args: readonly string[] = [], options: CommandOptions = {}) =>
  meeting(['submit', file, '--title', 'All hands', ...args], {
    ...options,
    environment: { MEETING_URL: proxy.through(ingest.url), MEETING_API_KEY: ingest.key },
  });
const jobsOf = () => ingest.database.query<{ id: string }[]>('select id from ingest.jobs');
const uploadsOf = () => ingest.database.query<unknown[]>('select from ingest.uploads');

test('a large file arrives over a line that is cut while the gateway is away for a while, and nothing of it twice', async () => {
  await proxy.set({ kind: 'cut-after', bytes: 12 * megabyte, direction: 'to-server' });

  const submitted = submit(['--field', 'analyses=summary,decisions']);
  await eventually(() => expect(proxy.stats.met['cut-after']).toBeGreaterThanOrEqual(1), {
    timeoutMs: 20_000,
  });
  await proxy.set({ kind: 'refuse' });
  await eventually(() => expect(proxy.stats.open).toBe(0));
  await proxy.set({ kind: 'pass' });

  const { status, stdout, stderr } = await submitted;
  expect([status, stderr]).toEqual([0, expect.stringContaining('sending all-hands.wav (24.0 MB)')]);
  expect(await ingest.show(stdout.trim())).toMatchObject({
    title: 'All hands',
    analyses: ['summary', 'decisions'],
  });
  // What the cut connection had brought counts, but for the part that was on its way.
  expect(proxy.stats.bytes['to-server']).toBeLessThan(24_000_000 + 8.5 * megabyte);
}, 60_000);

test('what was cut off for good goes on where it was under the same key, and is the same job however often', async () => {
  const [jobs, uploads] = [(await jobsOf()).length, (await uploadsOf()).length];
  const key = ['--idempotency-key', 'all-hands-2026'];
  const stop = new AbortController();
  const stopped = submit(key, { interrupted: stop.signal });
  await eventually(() => expect(proxy.stats.bytes['to-server']).toBeGreaterThan(10 * megabyte), {
    ...{ timeoutMs: 30_000, intervalMs: 5 },
  });
  stop.abort();
  expect(await stopped).toMatchObject({ status: 130, stdout: '' });
  const before = proxy.stats.bytes['to-server'];

  const first = await submit(key);
  const again = await submit(key);

  expect([first.status, again.stdout]).toEqual([0, first.stdout]);
  expect(proxy.stats.bytes['to-server'] - before).toBeLessThan(24_000_000 - 7 * megabyte);
  expect([(await jobsOf()).length, (await uploadsOf()).length]).toEqual([jobs + 1, uploads + 1]);
}, 60_000);

test('what is wrong with what is said of a large file is told before it is sent', async () => {
  const { status, stderr } = await submit(['--recorded-at', 'noon']);

  expect([status, stderr]).toEqual([1, expect.stringContaining('recorded_at: expected RFC 3339')]);
  expect(proxy.stats.bytes['to-server']).toBeLessThan(megabyte);
});
