import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { meetingCompleted, recordingPrepared, stageFailed } from '@meeting-intelligence/contracts';
import { eventually, startTcpProxy } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../../../services/ingest/test/running-ingest.js';
import { meeting, type CommandOptions, type FakeScreen } from './command.js';

const nowhere = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const command = (args: readonly string[], options: CommandOptions = {}) =>
  meeting(args, {
    ...options,
    environment: { MEETING_URL: ingest.url, MEETING_API_KEY: ingest.key, ...options.environment },
  });

test('trace tells the story of a job: every step, and where the time went', async () => {
  const { id } = await ingest.submitted({ title: 'Planning' });
  for (const each of [recordingPrepared, meetingCompleted]) {
    await ingest.publish(id, each);
    await ingest.bus.idle();
  }

  const { status, stdout, lines } = await command(['trace', id]);

  expect(status).toBe(0);
  expect(stdout).toMatch(/^Planning\n {2}job /);
  const told = ['job.submitted', 'recording.prepared', 'meeting.completed', 'job.completed'];
  expect(stdout.match(/[a-z]+\.[a-z]+(?=\s)/g)).toEqual(told);
  expect(stdout).toMatch(/✔ ingest {8}job\.completed {12}waited .* · worked /);
  expect(stdout).toMatch(/critical time .* working .* waiting/);
  expect(stdout).not.toContain('\u001b');
  expect(lines).toThrow();
  const [history] = (await command(['trace', id, '--json'])).lines();
  expect(history).toMatchObject({ job_id: id, entries: told.map((type) => ({ type: `${type}.v1` })) });
  expect((await command(['trace', id], { terminal: true })).stdout).toContain('\u001b[32m✔');
});

test('trace links to where traces are looked at, which is said once or with the command', async () => {
  const { id } = await ingest.submitted();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await ingest.database.query(
    `update ingest.job_events set hop = hop || jsonb_build_object('traceId', $2::text) where job_id = $1`,
    [id, traceId],
  );

  const said = await command(['trace', id], { environment: { JAEGER_URL: 'http://jaeger/' } });
  expect(said.stdout).toContain(`  trace http://jaeger/trace/${traceId}\n`);
  const args = ['trace', id, '--jaeger', 'http://other'];
  const other = await command(args, { environment: { JAEGER_URL: 'http://jaeger/' } });
  expect(other.stdout).toContain(`  trace http://other/trace/${traceId}\n`);
  const wrong = await command(['trace', id], { environment: { JAEGER_URL: 'jaeger' } });
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('JAEGER_URL: expected a URL')]);
});

test('trace of a job that failed, that is not there and that was deleted ends as status does', async () => {
  const { id } = await ingest.submitted();
  await ingest.publish(id, stageFailed);
  await ingest.bus.idle();

  const failed = await command(['trace', id]);
  expect(failed.status).toBe(1);
  expect(failed.stdout).toMatch(/✗ ingest {8}job\.failed .*[A-Z_]+: /);
  expect(await command(['trace', nowhere])).toMatchObject({ status: 3, stdout: '' });
  await command(['delete', id, '--yes']);
  expect(await command(['trace', id])).toMatchObject({
    ...{ status: 3, stdout: '' },
    stderr: expect.stringContaining('deleted'),
  });
});

test('trace --follow tells each step once, as it happens, and ends with the job', async () => {
  const { id } = await ingest.submitted();
  let screen: FakeScreen | undefined;
  const following = command(['trace', id, '--follow'], { onStart: (_err, out) => (screen = out) });
  await eventually(() => expect(screen!.text).toContain('job.submitted'));
  await ingest.publish(id, recordingPrepared);
  await eventually(() => expect(screen!.text).toContain('recording.prepared'));
  await ingest.publish(id, meetingCompleted);

  const { status, stdout } = await following;
  expect(status).toBe(0);
  expect(stdout.match(/[a-z]+\.[a-z]+(?=\s)/g)).toEqual([
    ...['job.submitted', 'recording.prepared', 'meeting.completed', 'job.completed'],
  ]);
  expect(stdout.match(/^generation 1$/gm)).toHaveLength(1);
  expect(stdout).toContain('  status         completed');
});

test('an engineer on call traces the job of any owner with an admin key, also as it happens', async () => {
  const theirs = await ingest.submitted({}, await ingest.keyOf('cms', ['jobs:write']));
  const environment = { MEETING_API_KEY: await ingest.keyOf('operations', ['admin']) };

  const told = await command(['trace', theirs.id], { environment });
  expect([told.status, told.stderr]).toEqual([0, '']);
  expect(told.stdout).toContain(`job ${theirs.id} of cms, submitted`);
  const following = command(['trace', theirs.id, '--follow'], { environment });
  await eventually(() => expect(ingest.watchedJobs()).toContain(theirs.id));
  await ingest.publish(theirs.id, meetingCompleted);
  expect(await following).toMatchObject({ status: 0, stderr: '' });
  const plainKey = { MEETING_API_KEY: await ingest.keyOf('stranger', ['jobs:read']) };
  expect((await command(['trace', theirs.id], { environment: plainKey })).status).toBe(3);
});

test('trace --follow outlasts a gateway that is away for a while, and asks for nothing while nothing happens', async () => {
  const { hostname: host, port } = new URL(ingest.url);
  const proxy = await startTcpProxy({ host, port: Number(port) });
  const { id } = await ingest.submitted();
  let [out, err]: FakeScreen[] = [];
  const following = command(['trace', id, '--follow'], {
    environment: { MEETING_URL: proxy.through(ingest.url) },
    onStart: (stderr, stdout) => ([out, err] = [stdout, stderr]),
  });
  await eventually(() => expect(ingest.watchedJobs()).toContain(id));

  await proxy.set({ kind: 'refuse' });
  await eventually(() => expect(err!.text).toContain('waiting for the service: '));
  await ingest.publish(id, recordingPrepared);
  await proxy.set({ kind: 'pass' });
  await eventually(() => expect(out!.text).toContain('recording.prepared'), { timeoutMs: 15_000 });
  await eventually(() => expect(ingest.watchedJobs()).toContain(id));
  const asked = proxy.stats.bytes['to-server'];
  await sleep(2_500);
  expect(proxy.stats.bytes['to-server']).toBe(asked);
  await ingest.publish(id, meetingCompleted);

  const { status, stdout, stderr } = await following;
  await proxy.close();
  expect(status).toBe(0);
  expect(stdout.match(/[a-z]+\.[a-z]+(?=\s)/g)).toEqual([
    ...['job.submitted', 'recording.prepared', 'meeting.completed', 'job.completed'],
  ]);
  expect(stderr.match(/waiting for the service/g)).toHaveLength(1);
}, 40_000);

test('trace finds the gateway, the key and where traces are looked at in the data folder of npm start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meeting-'));
  const { id } = await ingest.submitted();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await ingest.database.query(
    `update ingest.job_events set hop = hop || jsonb_build_object('traceId', $2::text) where job_id = $1`,
    [id, traceId],
  );
  await writeFile(join(folder, 'gateway-url'), `${ingest.url}\n`);
  await writeFile(join(folder, 'api-key'), `${ingest.key}\n`);
  const told = async () => (await meeting(['trace', id, '--data', folder])).stdout;

  expect(await told()).toContain(`  trace ${traceId}\n`);
  await writeFile(join(folder, 'jaeger-url'), '\n');
  expect(await told()).toContain(`  trace ${traceId}\n`);
  await writeFile(join(folder, 'jaeger-url'), 'http://127.0.0.1:4321\n');
  expect(await told()).toContain(`  trace http://127.0.0.1:4321/trace/${traceId}\n`);

  await rm(folder, { recursive: true });
});
